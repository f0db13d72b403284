% `not` is negation as failure as well.
% Expected values: ProbLog.
0.3::a(1).
0.6::a(2).
b(X) :- n(X), not(a(X)).
n(1).
n(2).
n(3).
query(b(X)).

% query b(1) expected: 0.7
% query b(2) expected: 0.4
% query b(3) expected: 1
