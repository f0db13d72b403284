% Twice negated.
% Expected values: ProbLog.
0.3::a.
b :- \+ \+ a.
c :- \+b.
query(b).
query(c).

% query b expected: 0.3
% query c expected: 0.7
