% time: fifty million uncertain facts
0.5::f(X, Y) :- between(1, 10000, X), between(1, 5000, Y).
q :- f(X, Y), f(Y, X).
query(q).
