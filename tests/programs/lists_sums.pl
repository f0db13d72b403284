% Sums, largest and smallest elements of uncertain lists.
% Expected values: ProbLog.
:- use_module(library(lists)).
0.5::data([3, 1, 2]).
0.3::data([10]).
s(X) :- data(L), sum_list(L, X).
m(X) :- data(L), max_list(L, X).
n(X) :- data(L), min_list(L, X).
query(s(_)).
query(m(_)).
query(n(_)).

% query s(6) expected: 0.5
% query s(10) expected: 0.3
% query m(3) expected: 0.5
% query m(10) expected: 0.3
% query n(1) expected: 0.5
% query n(10) expected: 0.3
