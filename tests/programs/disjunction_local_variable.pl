% A body variable that no head shows makes more instances.
% Expected values: ProbLog.
0.3::a; 0.7::b :- n(_).
n(1).
n(2).
query(a).
query(b).
both :- a, b.
query(both).

% query a expected: 0.51
% query b expected: 0.91
% query both expected: 0.42
