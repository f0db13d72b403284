% time: splitting a text in every way (tables make it short)
p :- length(L, 40), maplist(=(a), L), atomic_list_concat(L, T), s(T), fail.
s(a).
s(T) :- atom_concat(X, Y, T), X \= '', Y \= '', s(X), s(Y).
query(p).
