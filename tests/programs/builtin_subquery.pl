% subquery/2: a probability as a term.
% Expected values: ProbLog.
0.5::a(1).
0.3::a(2).
0.1::c.
b(X) :- a(X), \+c.
likely(X) :- subquery(b(X), P), P > 0.4.
0.9::act(X) :- likely(X).
p(X, P) :- subquery(a(X), P).
query(act(_)).
query(p(_, _)).

% query act(1) expected: 0.9
% query p(1,0.5) expected: 1
% query p(2,0.3) expected: 1
