% all/3 has each answer once, and fails where there is none.
% Expected values: ProbLog.
0.3::a.
0.4::b.
p(2) :- a.
p(1) :- b.
p(2) :- b.
q(L) :- all(X, p(X), L).
query(q(_)).

% query q([2, 1]) expected: 0.4
% query q([2]) expected: 0.18
% query q([1]) expected: 0
