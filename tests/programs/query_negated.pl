% A negated query.
% Expected values: ProbLog.
0.3::a.
query(\+ a).
query(a).

% query \+a expected: 0.7
% query a expected: 0.3
