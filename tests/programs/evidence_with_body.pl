% Evidence and queries with a body.
% Expected values: ProbLog.
n(1).
n(2).
n(3).
0.5::b(X) :- n(X).
some :- b(1), b(2).
some :- b(3).
evidence(some) :- n(3).
evidence(b(X), false) :- n(X), X < 2.
query(b(X)) :- n(X), X > 1.

% query b(2) expected: 0.5
% query b(3) expected: 1
