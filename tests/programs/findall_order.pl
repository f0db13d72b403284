% A proof that is one fact has that fact's place in the list.
% Expected values: ProbLog.
0.3::a.
0.4::b.
p(1) :- b.
p(2) :- a.
p(3) :- b.
p(4) :- a, b.
q(L) :- findall(X, p(X), L).
query(q(_)).

% query q([1, 3, 2, 4]) expected: 0.12
% query q([1, 3]) expected: 0.28
% query q([2]) expected: 0.18
% query q([]) expected: 0.42
