% member/2, select/3 and nth0/3 over uncertain lists.
% Expected values: ProbLog.
:- use_module(library(lists)).
0.5::bag([a, b]).
0.3::bag([b, c]).
has(X) :- bag(L), member(X, L).
left(X, R) :- bag(L), select(X, L, R).
second(X) :- bag(L), nth0(1, L, X).
query(has(_)).
query(left(_, _)).
query(second(_)).

% query has(a) expected: 0.5
% query has(b) expected: 0.65
% query has(c) expected: 0.3
% query left(a,[b]) expected: 0.5
% query left(b,[a]) expected: 0.5
% query left(b,[c]) expected: 0.3
% query left(c,[b]) expected: 0.3
% query second(b) expected: 0.5
% query second(c) expected: 0.3
