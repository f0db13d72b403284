% query(\+ q(X)) asks for each answer of q(X) whether it does not hold.
% Expected values: ProbLog.
0.5::a(1).
0.4::a(2).
a(3).
0.3::c(1, 2).
0.2::c(1, 3).
query(\+ a(X)).
query(not c(1, X)).

% query \+a(1) expected: 0.5
% query \+a(2) expected: 0.6
% query \+a(3) expected: 0
% query \+c(1,2) expected: 0.7
% query \+c(1,3) expected: 0.8
