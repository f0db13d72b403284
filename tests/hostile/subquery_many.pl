% time: a hundred thousand subqueries
0.5::a(X) :- between(1, 100000, X).
q(S) :- findall(P, (between(1, 100000, X), subquery(a(X), P)), L), sum_list(L, S).
query(q(_)).
