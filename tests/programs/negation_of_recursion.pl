% What is not reachable.
% Expected values: ProbLog.
0.5::edge(1, 2).
0.5::edge(2, 3).
0.3::edge(1, 3).
node(1).
node(2).
node(3).
path(X, Y) :- edge(X, Y).
path(X, Y) :- edge(X, Z), path(Z, Y).
apart(X, Y) :- node(X), node(Y), X < Y, \+path(X, Y).
query(apart(_, _)).

% query apart(1,2) expected: 0.5
% query apart(1,3) expected: 0.525
% query apart(2,3) expected: 0.5
