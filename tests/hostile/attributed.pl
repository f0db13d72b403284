% terms: attributed variables: freeze, put_attr, dif, when
a :- G = freeze(X, halt), G, X = 1.
b :- G = put_attr(X, user, halt), G, X = 1.
c :- call(dif, X, a), X = a.
d :- call(when, ground(X), halt), X = 1.
attr_unify_hook(_, _) :- halt.
query(a).
query(b).
query(c).
query(d).
