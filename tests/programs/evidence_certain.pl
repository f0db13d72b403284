% Evidence that holds anyway changes nothing.
% Expected values: ProbLog.
a.
0.3::b.
evidence(a).
evidence(c, false).
c :- fail.
query(b).

% query b expected: 0.3
