% Evidence that holds.
% Expected values: ProbLog.
0.3::a.
0.4::b.
c :- a.
c :- b.
evidence(c).
query(a).
query(b).

% query a expected: 0.51724137931
% query b expected: 0.689655172414
