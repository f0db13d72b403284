% A later goal that binds the variable does not change what the negation meant.
% Expected values: by hand.
0.5::r(2).
q(1).
p(X) :- q(X), \+ r(Y), Y = 1.
query(p(1)).

% query p(1) expected: 0.5
