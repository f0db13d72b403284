% Goal => Group/list(Value, List) of library(collect).
% Expected values: ProbLog.
:- use_module(library(collect)).
0.5::p(a, 1).
p(a, 3).
0.3::p(b, 5).
q(G, L) :- (p(G, X) => G/list(X, L)).
query(q(_, _)).

% query q(a,[3]) expected: 0.5
% query q(a,[1, 3]) expected: 0.5
% query q(b,[5]) expected: 0.3
