% time: all orders of twenty numbers
p :- numlist(1, 20, L), permutation(L, P), P = [20, 1|_], nth1(20, P, 0).
query(p).
