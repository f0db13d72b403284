% Reachability in an undirected graph, where every edge closes a loop.
% Expected values: ProbLog.
0.5::link(a, b).
0.4::link(b, c).
0.3::link(c, d).
0.2::link(d, a).
0.6::link(b, d).
near(X, Y) :- link(X, Y).
near(X, Y) :- link(Y, X).
reach(X, Y) :- near(X, Y).
reach(X, Y) :- near(X, Z), reach(Z, Y).
query(reach(a, c)).
query(reach(c, a)).

% query reach(a,c) expected: 0.308
% query reach(c,a) expected: 0.308
