% modules: module:goal, written and made at run time
a :- system:halt.
b :- G = system:halt, call(G).
c :- M = system, once(M:shell('touch pwned')).
query(a).
query(b).
query(c).
