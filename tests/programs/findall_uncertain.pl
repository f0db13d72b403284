% findall over uncertain facts: one list for each set of worlds.
% Expected values: ProbLog.
0.5::p(1).
0.4::p(2).
q(L) :- findall(X, p(X), L).
query(q(X)).

% query q([1, 2]) expected: 0.2
% query q([1]) expected: 0.3
% query q([2]) expected: 0.2
% query q([]) expected: 0.3
