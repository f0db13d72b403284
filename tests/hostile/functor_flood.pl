% memory: compounds of a hundred million arguments
p(T) :- functor(T, f, 100000000).
q(T) :- length(L, 10000000), T =.. [f|L].
query(p(_)).
query(q(_)).
