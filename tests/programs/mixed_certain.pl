% A predicate with certain and uncertain clauses.
% Expected values: ProbLog.
p(1).
0.5::p(2).
p(X) :- q(X).
0.2::q(1).
0.2::q(3).
query(p(X)).

% query p(1) expected: 1
% query p(2) expected: 0.5
% query p(3) expected: 0.2
