% Structural comparison of terms.
% Expected values: ProbLog.
0.5::t(b).
0.4::t(1).
0.3::t(f(a)).
before(X, Y) :- t(X), t(Y), X @< Y.
query(before(_, _)).

% query before(b,f(a)) expected: 0.15
% query before(1,b) expected: 0.2
% query before(1,f(a)) expected: 0.12
