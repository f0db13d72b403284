% Negation on atoms that are themselves derived by negation.
% Expected values: ProbLog.
0.3::a.
0.4::b.
p :- \+a.
q :- \+p, b.
r :- \+q, \+p.
s :- \+r.
query(q).
query(r).
query(s).

% query q expected: 0.12
% query r expected: 0.18
% query s expected: 0.82
