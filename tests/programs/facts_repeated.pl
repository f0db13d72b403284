% Two facts for one atom are two chances.
% Expected values: ProbLog.
0.3::a.
0.3::a.
0.5::b(1).
b(1).
query(a).
query(b(1)).

% query a expected: 0.51
% query b(1) expected: 1
