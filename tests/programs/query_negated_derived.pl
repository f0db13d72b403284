% Queries of negated atoms.
% Expected values: ProbLog.
0.3::a.
0.5::b.
c :- a, b.
query(\+c).
query(\+a).

% query \+c expected: 0.85
% query \+a expected: 0.7
