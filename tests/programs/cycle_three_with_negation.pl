% A positive cycle beside a negation.
% Expected values: ProbLog.
0.3::s1.
0.4::s2.
0.5::off.
a :- s1.
a :- c.
b :- a, \+off.
c :- b.
c :- s2.
query(a).
query(b).
query(c).

% query a expected: 0.58
% query b expected: 0.29
% query c expected: 0.49
