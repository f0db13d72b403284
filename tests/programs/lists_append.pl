% Splitting a list in every way.
% Expected values: ProbLog.
:- use_module(library(lists)).
0.4::good([]).
0.5::good([a]).
0.6::good([a, b]).
split(X, Y) :- append(X, Y, [a, b]), good(X).
query(split(_, _)).

% query split([],[a, b]) expected: 0.4
% query split([a],[b]) expected: 0.5
% query split([a, b],[]) expected: 0.6
