% Uncertain on both sides.
% Expected values: ProbLog.
0.5::in(a).
0.6::in(b).
0.7::good(a).
0.2::good(b).
fine :- forall(in(X), good(X)).
query(fine).

% query fine expected: 0.442
