% Strings and atoms.
% Expected values: ProbLog.
0.5::x.
q(Y) :- x, Y = "str".
q(Y) :- \+ x, Y = f(g, "h").
query(q(Y)).

% query q("str") expected: 0.5
% query q(f(g,"h")) expected: 0.5
