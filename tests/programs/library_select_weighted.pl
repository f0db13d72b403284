% select_weighted/4,5 with weights that need not add up to one.
% Expected values: ProbLog.
:- use_module(library(lists)).
q(X) :- select_weighted(one, [1, 2, 5], [a, b, c], X, _).
r(X, R) :- select_weighted(two, [(0.2, a), (0.3, b)], X, R).
query(q(_)).
query(r(_, _)).

% query q(c) expected: 0.625
% query q(a) expected: 0.125
% query q(b) expected: 0.25
% query r(a,[b]) expected: 0.4
% query r(b,[a]) expected: 0.6
