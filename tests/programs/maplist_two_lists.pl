% maplist/3 over an uncertain relation.
% Expected values: ProbLog.
:- use_module(library(apply)).
0.5::next(a, b).
0.4::next(b, c).
0.3::next(a, c).
q(L) :- maplist(next, [a, b], L).
query(q(_)).

% query q([b, c]) expected: 0.2
% query q([c, c]) expected: 0.12
