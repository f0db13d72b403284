% time: more paths than can be looked at, and none that leads there
n(X) :- between(1, 12, X).
0.5::e(X, Y) :- n(X), n(Y), X \== Y.
path(X, Y) :- e(X, Y).
path(X, Y) :- e(X, Z), path(Z, Y).
query(path(1, 13)).
