% text: reading standard input
a(X) :- G = read(X), G.
b(X) :- G = read_term(user_input, X, []), G.
c(X) :- call(get_char, X).
d(X) :- call(prompt1, X).
query(a(_)).
query(b(_)).
query(c(_)).
query(d(_)).
