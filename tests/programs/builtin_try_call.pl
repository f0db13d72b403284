% try_call/1 fails where the predicate is unknown.
% Expected values: ProbLog.
0.5::a.
q :- try_call(a).
r :- \+try_call(nowhere(1)).
query(q).
query(r).

% query q expected: 0.5
% query r expected: 1
