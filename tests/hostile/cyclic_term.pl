% terms: cyclic terms: unified, copied, compared, answered
a(X) :- X = f(X).
b :- X = [a|X], length(X, _).
c :- X = f(X), Y = f(Y), X == Y, copy_term(X, Z), Z = Y, term_to_atom(X, _).
query(a(_)).
query(b).
query(c).
