% The list library.
% Expected values: ProbLog.
:- use_module(library(lists)).
0.5::a(1).
0.4::a(2).
q(X) :- member(X, [1, 2, 3]), \+ a(X).
s(S) :- a(1), sum_list([1, 2, 3], S).
query(q(X)).
query(s(X)).

% query q(1) expected: 0.5
% query q(2) expected: 0.6
% query q(3) expected: 1
% query s(6) expected: 0.5
