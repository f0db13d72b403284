% time: subqueries that ask for subqueries
0.5::a.
p(0) :- a.
p(N) :- N > 0, M is N - 1, subquery(p(M), _), subquery(p(M), _), subquery(p(M), _).
query(p(30)).
