% ProbLog also writes a rule with <-.
% Expected values: ProbLog.
0.3::a.
b <- a.
0.5::c <- b.
query(b).
query(c).

% query b expected: 0.3
% query c expected: 0.15
