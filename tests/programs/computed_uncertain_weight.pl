% A probability that depends on which world it is.
% Expected values: ProbLog.
0.5::warm.
0.2::rate(0.1) :- warm.
rate(0.4) :- \+warm.
P::fails :- rate(P).
query(fails).

% query fails expected: 0.21
