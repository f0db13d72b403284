% Evidence on an instance of a probabilistic rule.
% Expected values: ProbLog.
0.5::h(X) :- c(X).
c(1).
c(2).
w :- h(1), h(2).
query(w).
evidence(h(1)).

% query w expected: 0.5
