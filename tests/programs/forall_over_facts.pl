% Every element satisfies it.
% Expected values: ProbLog.
0.9::works(pump).
0.8::works(valve).
part(pump).
part(valve).
ok :- forall(part(X), works(X)).
query(ok).

% query ok expected: 0.72
