% between/3 as a generator.
% Expected values: ProbLog.
q(X) :- between(1, 3, X), r(X).
0.1::r(1).
0.2::r(2).
query(q(X)).

% query q(1) expected: 0.1
% query q(2) expected: 0.2
