% One head twice in a disjunction: the parts exclude each other.
% Expected values: ProbLog.
0.3::a; 0.2::a; 0.4::b.
query(a).
query(b).

% query a expected: 0.5
% query b expected: 0.4
