% text: quasi-quotations and dicts, which call code while reading
a(X) :- X = {|string(X)||touch|}.
b(X) :- term_to_atom(X, '{|html||<p>|}').
c(X) :- X = _{a: 1}.put(b, 2).
query(a(_)).
query(b(_)).
query(c(_)).
