% time: Ackermann's function
a(0, N, R) :- R is N + 1.
a(M, 0, R) :- M > 0, M1 is M - 1, a(M1, 1, R).
a(M, N, R) :- M > 0, N > 0, M1 is M - 1, N1 is N - 1, a(M, N1, R1), a(M1, R1, R).
query(a(4, 3, _)).
