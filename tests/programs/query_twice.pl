% The same query, and queries that overlap.
% Expected values: ProbLog.
0.3::a(1).
0.4::a(2).
query(a(1)).
query(a(_)).
query(a(2)).

% query a(1) expected: 0.3
% query a(2) expected: 0.4
