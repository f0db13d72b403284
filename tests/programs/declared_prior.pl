% An observed predicate with a prior.
% Expected values: by hand.
:- observed fever/1.
:- pred fever(P) :: '@(P:patient) has fever'.
0.1::fever(X) :- member(X, [ann, bob]).
0.8::flu(X) :- fever(X).
query(flu(ann)).

% query flu(ann) expected: 0.08
