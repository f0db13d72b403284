% Goals that are made at run time.
% Expected values: ProbLog.
0.6::a.
0.5::b(1).
q :- call(a).
r(G) :- call(G).
s(X) :- G = b(X), call(G).
t(X) :- call(b, X).
query(q).
query(r(a)).
query(s(X)).
query(t(X)).

% query q expected: 0.6
% query r(a) expected: 0.6
% query s(1) expected: 0.5
% query t(1) expected: 0.5
