% memory: a term a million deep as an answer
d(0, z).
d(N, s(T)) :- N > 0, M is N - 1, d(M, T).
a(T) :- d(1000000, T).
query(a(_)).
