% select_uniform/4 draws each element with one chance in n.
% Expected values: ProbLog.
:- use_module(library(lists)).
q(X, R) :- select_uniform(draw, [a, b, c], X, R).
same :- select_uniform(draw, [a, b, c], X, _), select_uniform(draw, [a, b, c], X, _).
query(q(_, _)).
query(same).

% query q(c,[a, b]) expected: 0.333333333333
% query q(a,[b, c]) expected: 0.333333333333
% query q(b,[a, c]) expected: 0.333333333333
% query same expected: 1
