% Evidence on one part moves the others.
% Expected values: ProbLog.
0.2::a; 0.3::b; 0.5::c.
evidence(\+a).
query(b).
query(c).

% query b expected: 0.375
% query c expected: 0.625
