% Two atoms that support each other.
% Expected values: ProbLog.
0.3::a0.
0.4::b0.
a :- a0.
a :- b.
b :- b0.
b :- a.
query(a).
query(b).

% query a expected: 0.58
% query b expected: 0.58
