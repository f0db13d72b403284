% maplist over an uncertain predicate.
% Expected values: ProbLog.
:- use_module(library(apply)).
0.6::a(1, x).
0.5::a(2, y).
0.2::a(2, z).
q(L) :- maplist(a, [1, 2], L).
query(q(L)).

% query q([x, y]) expected: 0.3
% query q([x, z]) expected: 0.12
