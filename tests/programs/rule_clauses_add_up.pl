% Clauses of one head with a probability each.
% Expected values: ProbLog.
0.3::a.
0.6::b.
0.5::c :- a.
0.4::c :- b.
0.1::c.
query(c).

% query c expected: 0.4186
