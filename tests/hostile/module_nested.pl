% modules: qualification inside call/N, \+, forall, @/2
a :- findall(X, call(lists:append, X, _, [1]), _).
b :- \+ \+ neurosym_engine:halt.
c :- forall(true, (user:shell('touch pwned'))).
d :- G = @(halt, system), G.
query(a).
query(b).
query(c).
query(d).
