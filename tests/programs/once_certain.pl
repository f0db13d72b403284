% once/1 over certain goals keeps every solution too.
% Expected values: ProbLog.
p(1).
p(2).
0.5::a.
q(X) :- a, once(p(X)).
query(q(_)).

% query q(1) expected: 0.5
% query q(2) expected: 0.5
