% Probabilities 0 and 1: the atom is an answer either way.
% Expected values: ProbLog.
0.0::a(1).
1.0::a(2).
0::a(3).
1::a(4).
b(X) :- a(X), X > 1.
query(a(_)).
query(b(_)).

% query a(1) expected: 0
% query a(2) expected: 1
% query a(3) expected: 0
% query a(4) expected: 1
% query b(2) expected: 1
% query b(3) expected: 0
% query b(4) expected: 1
