% Variables of the body count as well.
% Expected values: ProbLog.
0.5::a :- b(_X).
b(1).
b(2).
query(a).

% query a expected: 0.75
