% memory: 2 ** 2 ** 40
a(X) :- X is 2 ** (2 ** 40).
b(X) :- X is 1 << (1 << 40).
c(X) :- X is 7 ** (7 ** (7 ** 7)).
query(a(_)).
query(b(_)).
query(c(_)).
