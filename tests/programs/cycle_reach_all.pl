% Reachability of every node, in a dense graph.
% Expected values: ProbLog.
0.5::e(a, b).
0.5::e(b, c).
0.5::e(c, a).
0.3::e(b, a).
0.3::e(c, b).
r(X, Y) :- e(X, Y).
r(X, Y) :- r(X, Z), e(Z, Y).
query(r(a, _)).

% query r(a,b) expected: 0.5
% query r(a,c) expected: 0.25
% query r(a,a) expected: 0.2375
