% findall/3 has one element for each proof.
% Expected values: ProbLog.
0.3::a.
0.4::b.
p(1) :- a.
p(1) :- b.
q(L) :- findall(X, p(X), L).
query(q(_)).

% query q([1, 1]) expected: 0.12
% query q([1]) expected: 0.46
% query q([]) expected: 0.42
