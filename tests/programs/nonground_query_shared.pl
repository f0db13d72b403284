% A query with one variable twice.
% Expected values: ProbLog.
0.3::p(1, 1).
0.4::p(1, 2).
0.5::p(2, 2).
query(p(X, X)).

% query p(1,1) expected: 0.3
% query p(2,2) expected: 0.5
