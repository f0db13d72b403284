% Where the parts do not add up to one, none may hold.
% Expected values: ProbLog.
0.2::a(1); 0.3::a(2).
none :- \+a(1), \+a(2).
query(none).
query(a(_)).

% query none expected: 0.5
% query a(1) expected: 0.2
% query a(2) expected: 0.3
