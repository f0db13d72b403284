% One name with several numbers of arguments.
% Expected values: ProbLog.
0.5::a.
0.4::a(1).
0.3::a(1, 2).
b :- a, a(1), a(1, _).
query(a).
query(a(_)).
query(a(_, _)).
query(b).

% query a expected: 0.5
% query a(1) expected: 0.4
% query a(1,2) expected: 0.3
% query b expected: 0.06
