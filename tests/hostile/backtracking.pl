% time: a search that takes 3 ** 40 steps
c(1). c(2). c(3).
p :- findall(X, (between(1, 40, _), c(X)), _), c(A), c(B), length(L, 40), maplist(c, L), sum_list(L, 1000), A < B.
query(p).
