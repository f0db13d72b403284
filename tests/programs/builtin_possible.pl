% possible/1: the answers in some world.
% Expected values: ProbLog.
0.5::a(1).
0.0::a(2).
q(X) :- possible(a(X)).
r(N) :- findall(X, possible(a(X)), L), length(L, N).
query(q(_)).
query(r(_)).

% query q(1) expected: 1
% query q(2) expected: 1
% query r(2) expected: 1
