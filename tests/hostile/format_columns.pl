% memory: format with a column of a billion
p(X) :- format(atom(X), '~t~w~1000000000|', [a]).
q(X) :- format(atom(X), '~`a~1000000000c', [0'x]).
r(X) :- format(atom(X), '~*c', [2000000000, 0'x]).
query(p(_)).
query(q(_)).
query(r(_)).
