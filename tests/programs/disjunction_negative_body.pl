% Negative literals in the body of a disjunction.
% Expected values: ProbLog.
0.4::x.
0.3::y.
0.6::a; 0.4::b :- \+x, \+y.
0.1::a; 0.9::b :- x, \+y.
query(a).
query(b).

% query a expected: 0.28
% query b expected: 0.42
