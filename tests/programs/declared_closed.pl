% A closed observed predicate is false where nothing is said.
% Expected values: by hand.
:- observed fever/1.
:- closed fever/1.
fever(ann).
0.8::flu(X) :- fever(X).
query(flu(ann)).
query(flu(bob)).

% query flu(ann) expected: 0.8
% query flu(bob) expected: 0
