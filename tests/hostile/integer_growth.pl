% memory: squaring a number for ever
p(X) :- Y is X * X, p(Y).
query(p(3)).
