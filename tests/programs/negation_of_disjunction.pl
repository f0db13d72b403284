% Negated parts of an annotated disjunction.
% Expected values: ProbLog.
0.3::a; 0.5::b.
q1 :- \+a.
q2 :- \+a, \+b.
q3 :- \+b, a.
query(q1).
query(q2).
query(q3).

% query q1 expected: 0.7
% query q2 expected: 0.2
% query q3 expected: 0.3
