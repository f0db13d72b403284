% time: between(1, inf, _) that always fails
0.5::z.
p :- z, between(1, inf, N), N < 0.
query(p).
