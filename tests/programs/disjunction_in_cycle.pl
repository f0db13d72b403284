% Annotated disjunctions within a positive cycle.
% Expected values: ProbLog.
0.4::a; 0.6::b :- c.
0.5::c.
c :- d.
0.3::d :- a.
query(a).
query(b).
query(c).

% query a expected: 0.2
% query b expected: 0.3
% query c expected: 0.5
