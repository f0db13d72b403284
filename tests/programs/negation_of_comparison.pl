% Negated comparisons and unifications.
% Expected values: ProbLog.
0.5::n(1).
0.4::n(2).
0.3::n(3).
q(X) :- n(X), \+ X = 2.
r(X) :- n(X), \+ X > 1.
query(q(_)).
query(r(_)).

% query q(1) expected: 0.5
% query q(3) expected: 0.3
% query r(1) expected: 0.5
