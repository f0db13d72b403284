% Disjunctions within conjunctions.
% Expected values: ProbLog.
0.5::a.
0.4::b.
0.3::c.
q(X) :- (a, (X = 1 ; b, X = 2) ; c, X = 3).
r :- (a ; b), (b ; c).
query(q(_)).
query(r).

% query q(1) expected: 0.5
% query q(2) expected: 0.2
% query q(3) expected: 0.3
% query r expected: 0.49
