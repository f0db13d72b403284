% memory: a number of a hundred thousand digits as an answer
a(X) :- X is 10 ** 100000.
query(a(_)).
