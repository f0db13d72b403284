% A clause that needs its own head adds nothing.
% Expected values: ProbLog.
0.4::a.
a :- a.
b :- b.
0.2::c :- c.
c :- a.
query(a).
query(b).
query(c).

% query a expected: 0.4
% query b expected: 0
% query c expected: 0.4
