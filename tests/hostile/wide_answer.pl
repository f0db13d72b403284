% memory: answers of more than 32 MB
a(X, L) :- between(1, 3000, X), numlist(1, 3000, L).
query(a(_, _)).
