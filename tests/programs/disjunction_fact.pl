% An annotated disjunction without a body: at most one head holds.
% Expected values: ProbLog.
0.3::a; 0.2::b.
both :- a, b.
none :- \+ a, \+ b.
query(a).
query(b).
query(both).
query(none).

% query a expected: 0.3
% query b expected: 0.2
% query both expected: 0
% query none expected: 0.5
