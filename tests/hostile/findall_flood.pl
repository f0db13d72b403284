% memory: findall without end
p :- findall(X-X-X-X, between(1, inf, X), L), length(L, 0).
query(p).
