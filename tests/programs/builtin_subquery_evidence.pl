% subquery/3 has evidence of its own.
% Expected values: ProbLog.
0.5::a.
0.2::c.
b :- a.
b :- c.
q(P) :- subquery(a, P, [b]).
r(P) :- subquery(a, P, [\+c, b]).
query(q(_)).
query(r(_)).

% query q(0.833333333333333) expected: 1
% query r(1.0) expected: 1
