% scanl/4, convlist/3, partition/5 and foldl_noinit/3 of ProbLog's library.
% Expected values: ProbLog.
:- use_module(library(apply)).
0.5::sq(1, 1).
0.4::sq(2, 4).
add(X, A, B) :- B is A + X.
side(X, <) :- X < 2.
side(X, =) :- X =:= 2.
side(X, >) :- X > 2.
c(L) :- convlist(sq, [1, 2], L).
s(L) :- scanl(add, [1, 2, 3], 0, L).
p(A, B, C) :- partition(side, [1, 2, 3, 4], A, B, C).
f(X) :- foldl_noinit(add, [1, 2, 3], X).
query(c(_)).
query(s(_)).
query(p(_, _, _)).
query(f(_)).

% query c([1, 4]) expected: 0.2
% query c([1]) expected: 0.3
% query c([4]) expected: 0.2
% query c([]) expected: 0.3
% query s([1, 3, 6]) expected: 1
% query p([1],[2],[3, 4]) expected: 1
% query f(6) expected: 1
