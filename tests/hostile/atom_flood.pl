% memory: atoms without end
p(N) :- atom_concat(atom_of_a_flood_, N, A), atom_length(A, L), L > 0, M is N + 1, p(M).
query(p(0)).
