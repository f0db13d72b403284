% memory: answers that fill the tables
p(0).
p(N) :- p(M), N is M + 1.
query(p(_)).
