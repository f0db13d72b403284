% Several observations, positive and negative.
% Expected values: ProbLog.
0.4::a.
0.5::b.
0.6::c.
ab :- a.
ab :- b.
bc :- b, c.
evidence(ab, true).
evidence(bc, false).
query(a).
query(b).
query(c).

% query a expected: 0.7
% query b expected: 0.5
% query c expected: 0.3
