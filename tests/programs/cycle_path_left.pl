% Left-recursive paths over uncertain edges.
% Expected values: ProbLog.
0.4::e(a, b).
0.6::e(b, c).
0.5::e(a, c).
e(c, a).
path(X, Y) :- path(X, Z), e(Z, Y).
path(X, Y) :- e(X, Y).
query(path(a, X)).

% query path(a,a) expected: 0.62
% query path(a,b) expected: 0.4
% query path(a,c) expected: 0.62
