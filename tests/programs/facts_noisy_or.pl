% Two rules and two facts for one head combine as a noisy or.
% Expected values: ProbLog.
0.3::p(a).
0.3::p(a).
0.2::p(b).
query(p(X)).

% query p(a) expected: 0.51
% query p(b) expected: 0.2
