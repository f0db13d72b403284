% A negated head with a probability.
% Expected values: ProbLog.
0.6::a.
0.5::b.
a :- b.
0.3::\+a :- b.
query(a).

% query a expected: 0.65
