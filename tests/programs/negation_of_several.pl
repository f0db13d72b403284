% \+(a, b) is the negation of the conjunction.
% Expected values: ProbLog.
0.3::a.
0.4::b.
0.5::c.
neither_both :- \+(a, b).
not_all_three :- \+(a, b, c).
mixed :- c, \+(a, neither_both).
never :- \+(a ; b, true, \+ fail), fail.
query(neither_both).
query(not_all_three).
query(mixed).
query(never).

% query neither_both expected: 0.88
% query not_all_three expected: 0.94
% query mixed expected: 0.41
% query never expected: 0
