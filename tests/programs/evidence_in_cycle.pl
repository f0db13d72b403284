% Evidence within a cycle.
% Expected values: ProbLog.
0.3::a0.
0.2::b0.
a :- a0.
a :- b, ab.
b :- b0.
b :- a, ba.
0.5::ab.
0.4::ba.
evidence(a).
query(b).
query(a0).

% query b expected: 0.610810810811
% query a0 expected: 0.810810810811
