% time: hundreds of loops through negation
n(X) :- between(1, 300, X).
0.5::e(X) :- n(X).
p(X) :- n(X), e(X), Y is X mod 300 + 1, \+ p(Y).
query(p(1)).
