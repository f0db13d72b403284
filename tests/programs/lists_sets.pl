% Sets: subtract, union, intersection, list_to_set.
% Expected values: ProbLog.
:- use_module(library(lists)).
0.5::set([a, b]).
0.5::other([b, c]).
u(S) :- set(A), other(B), union(A, B, S).
i(S) :- set(A), other(B), intersection(A, B, S).
d(S) :- set(A), other(B), subtract(A, B, S).
t(S) :- list_to_set([a, b, a, c, b], S).
query(u(_)).
query(i(_)).
query(d(_)).
query(t(_)).

% query u([a, b, c]) expected: 0.25
% query i([b]) expected: 0.25
% query d([a]) expected: 0.25
% query t([a, b, c]) expected: 1
