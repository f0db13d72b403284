% Priority queues and association lists.
% Expected values: by hand.
:- use_module(library(heaps)).
0.5::job(2, wash).
job(1, cook).
job(3, read).
next(J) :- findall(P-X, job(P, X), L), list_to_heap(L, H), get_from_heap(H, _, _, H1),
    get_from_heap(H1, _, J, _).
look(V) :- list_to_assoc([a-1, b-2], A), get_assoc(b, A, V).
query(next(_)).
query(look(_)).

% query next(wash) expected: 0.5
% query next(read) expected: 0.5
% query look(2) expected: 1
