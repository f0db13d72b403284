% A probabilistic rule draws once for each instance of all its variables.
% Expected values: ProbLog.
0.5::p(X) :- n(X, _Y).
n(1, 2).
n(1, 3).
n(2, 2).
query(p(X)).

% query p(1) expected: 0.75
% query p(2) expected: 0.5
