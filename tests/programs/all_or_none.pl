% all_or_none/3 is all/3 with an empty list.
% Expected values: ProbLog.
0.3::p(1).
0.4::p(2).
q(N) :- all_or_none(X, p(X), L), length(L, N).
query(q(_)).

% query q(2) expected: 0.12
% query q(1) expected: 0.46
% query q(0) expected: 0.42
