% Probabilistic rules with negated bodies.
% Expected values: ProbLog.
0.4::a :- \+ b.
0.3::b :- \+ c.
0.2::c.
query(a).
query(b).

% query a expected: 0.304
% query b expected: 0.24
