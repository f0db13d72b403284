% A probability may be an expression.
% Expected values: ProbLog.
1/4::a.
0.5*0.5::b.
1 - 0.9::c.
query(a).
query(b).
query(c).

% query a expected: 0.25
% query b expected: 0.25
% query c expected: 0.1
