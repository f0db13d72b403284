% global state: assert, retract, record, abolish
a :- G =.. [assertz, (b :- halt)], G.
b :- G = retractall(neurosym_items:item(_, _, _, _, _, _, _)), G.
c :- call(recordz, x, y).
d :- call(abolish, a/0).
query(a).
query(b).
query(c).
query(d).
