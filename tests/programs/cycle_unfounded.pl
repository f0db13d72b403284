% Atoms that rest on each other alone are false.
% Expected values: ProbLog.
0.3::a.
p :- q.
q :- p.
r :- p.
r :- a.
query(p).
query(r).

% query p expected: 0
% query r expected: 0.3
