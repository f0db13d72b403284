% Evidence with values, before what it is about.
% Expected values: ProbLog.
evidence(a, true).
evidence(b, false).
0.3::a :- c.
0.4::b :- c.
0.5::c.
query(c).

% query c expected: 1
