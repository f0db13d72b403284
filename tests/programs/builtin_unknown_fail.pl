% With unknown(fail), a goal without clauses fails.
% Expected values: ProbLog.
:- unknown(fail).
0.5::a.
q :- a, \+missing.
r :- missing.
query(q).
query(r).

% query q expected: 0.5
% query r expected: 0
