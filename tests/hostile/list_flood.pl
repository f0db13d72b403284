% memory: a list of a billion cells
p :- length(L, 1000000000), L = [a|_].
q :- numlist(1, 1000000000, L), sum_list(L, 0).
query(p).
query(q).
