% terms: going on after a limit, by ignore, \+ and forall
p(N) :- M is N + 1, p(M).
a :- ignore(p(0)), a.
b :- \+ p(0), b.
c :- forall(p(0), fail), c.
query(a).
query(b).
query(c).
