% Recursion on lists and arithmetic.
% Expected values: ProbLog.
len([], 0).
len([_|T], N) :- len(T, M), N is M+1.
0.4::l([a, b]).
0.6::l([a]).
q(N) :- l(L), len(L, N).
query(q(N)).

% query q(1) expected: 0.6
% query q(2) expected: 0.4
