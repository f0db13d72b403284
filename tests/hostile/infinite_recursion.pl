% time: a rule that calls itself with ever new arguments
p(N) :- M is N + 1, p(M).
query(p(0)).
