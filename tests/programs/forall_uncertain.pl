% forall/2 over uncertain facts.
% Expected values: ProbLog.
:- use_module(library(lists)).
0.5::f(1).
0.4::f(2).
q :- forall(member(X, [1, 2]), f(X)).
query(q).

% query q expected: 0.2
