% time: a program that grounds at once and does not compile
n(X) :- between(1, 10, X).
0.5::e(X, Y) :- n(X), n(Y), X \== Y.
r(X, Y) :- e(X, Y).
r(X, Y) :- r(X, Z), e(Z, Y).
c :- \+ (n(X), n(Y), X \== Y, \+ r(X, Y)).
query(c).
