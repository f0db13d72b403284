% memory: an atom that doubles for ever
p(A) :- atom_concat(A, A, B), p(B).
query(p(abcdefgh)).
