% A positive test for a rare disease.
% Expected values: ProbLog.
0.001::ill.
0.99::positive :- ill.
0.05::positive :- \+ill.
evidence(positive).
query(ill).

% query ill expected: 0.0194346289753
