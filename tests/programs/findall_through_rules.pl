% Proofs are counted through the rules in between.
% Expected values: ProbLog.
0.3::a(1).
0.4::a(2).
0.5::b(1, x).
0.5::b(2, x).
0.2::b(2, y).
c(Y) :- a(X), b(X, Y).
q(L) :- findall(Y, c(Y), L).
query(q(_)).

% query q([x, x, y]) expected: 0.006
% query q([x, x]) expected: 0.024
% query q([x, y]) expected: 0.04
% query q([x]) expected: 0.25
% query q([y]) expected: 0.034
% query q([]) expected: 0.646
