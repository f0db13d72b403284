% A waiting time, cut off at the fifth step.
% Expected values: ProbLog.
0.25::stop(T) :- between(1, 5, T).
runs(1).
runs(T) :- T > 1, T =< 6, T0 is T - 1, runs(T0), \+stop(T0).
ends(T) :- runs(T), stop(T).
query(ends(1)).
query(ends(3)).
query(runs(6)).

% query ends(1) expected: 0.25
% query ends(3) expected: 0.140625
% query runs(6) expected: 0.2373046875
