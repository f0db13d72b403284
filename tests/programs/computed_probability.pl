% Probabilities computed from variables.
% Expected values: ProbLog.
P::f(X) :- n(X), P is X/10.
n(1).
n(5).
query(f(X)).

% query f(1) expected: 0.1
% query f(5) expected: 0.5
