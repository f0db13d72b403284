% call/N with closures of uncertain predicates.
% Expected values: ProbLog.
0.5::bigger(2, 1).
0.4::bigger(3, 1).
apply(G, X) :- call(G, X, 1).
q(X) :- apply(bigger, X).
r :- G = bigger(3), call(G, 1).
s :- T =.. [bigger, 2, 1], call(T).
query(q(_)).
query(r).
query(s).

% query q(3) expected: 0.4
% query q(2) expected: 0.5
% query r expected: 0.4
% query s expected: 0.5
