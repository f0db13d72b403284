% memory: a term that shares its parts, written out: 2 ** 60 leaves
t(0, x).
t(N, f(T, T)) :- N > 0, M is N - 1, t(M, T).
a(T) :- t(60, T).
query(a(_)).
