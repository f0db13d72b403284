% A rule with variables in its head that no goal binds.
% Expected values: ProbLog.
0.5::likes(X) :- member(X, [a, b]).
:- use_module(library(lists)).
anyone :- likes(_).
query(anyone).
query(likes(a)).

% query anyone expected: 0.75
% query likes(a) expected: 0.5
