% Queries that hold in no world.
% Expected values: ProbLog.
0.3::a.
b :- a, fail.
c(X) :- a, X = 1, X > 2.
query(b).
query(c(1)).
query(c(X)).

% query b expected: 0
% query c(1) expected: 0
% query c(X2) expected: 0
