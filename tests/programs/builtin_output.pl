% Printing has no effect on the answer.
% Expected values: ProbLog.
0.5::a.
q :- a, write(hello), writeln(world), nl, write(1, 2), writenl(done).
query(q).

% query q expected: 0.5
