% Balls are drawn without replacement, in proportion to their weights.
% Expected values: ProbLog.
:- use_module(library(lists)).
first(X) :- select_weighted(draw, [0.5, 0.3, 0.2], [red, green, blue], X, _).
second(Y) :- select_weighted(draw, [0.5, 0.3, 0.2], [red, green, blue], _, Rest),
    select_uniform(next, Rest, Y, _).
query(first(_)).
query(second(_)).

% query first(blue) expected: 0.2
% query first(red) expected: 0.5
% query first(green) expected: 0.3
% query second(red) expected: 0.25
% query second(green) expected: 0.35
% query second(blue) expected: 0.4
