% A certain recursion that is needed by an uncertain goal.
% Expected values: ProbLog.
fac(0, 1).
fac(N, F) :- N > 0, M is N-1, fac(M, G), F is N*G.
0.5::n(5).
q(F) :- n(N), fac(N, F).
query(q(F)).

% query q(120) expected: 0.5
