% cut/1 with bound arguments skips the clauses that do not match.
% Expected values: ProbLog.
:- use_module(library(cut)).
r(1, a, b).
r(2, a, c).
r(3, b, c).
0.5::use(a).
0.5::use(b).
q(X, Y) :- use(X), cut(r(X, Y)).
query(q(_, _)).

% query q(a,b) expected: 0.5
% query q(b,c) expected: 0.5
