% processes: shell through maplist and a lambda
a :- maplist([X]>>shell(X), ['touch pwned']).
b :- S = shell, maplist(S, ['touch pwned']).
query(a).
query(b).
