% Taking text apart, as SWI-Prolog does.
% Expected values: by hand.
0.5::x.
w(W) :- x, split_string("a b", " ", "", L), member(W, L).
l(N) :- x, atom_length(abc, N).
c(A) :- x, atom_concat(a, b, A).
query(w(W)).
query(l(N)).
query(c(A)).

% query c(ab) expected: 0.5
% query l(3) expected: 0.5
% query w("a") expected: 0.5
% query w("b") expected: 0.5
