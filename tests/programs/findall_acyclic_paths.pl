% One element for each path to a node.
% Expected values: ProbLog.
0.3::e(1, 2).
0.4::e(2, 3).
0.5::e(1, 3).
p(X, Y) :- e(X, Y).
p(X, Y) :- e(X, Z), p(Z, Y).
q(L) :- findall(Y, p(1, Y), L).
query(q(_)).

% query q([2, 3, 3]) expected: 0.06
% query q([2, 3]) expected: 0.15
% query q([2]) expected: 0.09
% query q([3]) expected: 0.35
% query q([]) expected: 0.35
