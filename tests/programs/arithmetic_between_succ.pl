% between/3, succ/2 and plus/3.
% Expected values: ProbLog.
0.5::start(2).
up(Y) :- start(X), succ(X, Y).
sum(Z) :- start(X), plus(X, 3, Z).
near(Y) :- start(X), between(1, X, Y).
query(up(_)).
query(sum(_)).
query(near(_)).

% query up(3) expected: 0.5
% query sum(5) expected: 0.5
% query near(1) expected: 0.5
% query near(2) expected: 0.5
