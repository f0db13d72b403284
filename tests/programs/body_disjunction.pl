% Disjunction in a body.
% Expected values: ProbLog.
0.3::a.
0.4::b.
0.5::d.
c :- ( a ; b ), d.
query(c).

% query c expected: 0.29
