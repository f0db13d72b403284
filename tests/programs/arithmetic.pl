% Arithmetic and comparisons.
% Expected values: ProbLog.
0.5::n(3).
0.4::n(4).
q(Y) :- n(X), Y is X * 2 + 1, Y > 7.
r(Y) :- n(X), X =\= 4, Y is X mod 2.
query(q(Y)).
query(r(Y)).

% query q(9) expected: 0.4
% query r(1) expected: 0.5
