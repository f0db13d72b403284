% subquery/5 names a semiring and how to compute.
% Expected values: ProbLog.
0.5::a.
0.3::c.
d :- a.
d :- c.
plain(P) :- subquery(a, P, [], "prob", "ddnnf").
given(P) :- subquery(a, P, [d], "logprob", "sdd").
query(plain(P)).
query(given(P)).

% query plain(0.5) expected: 1
% query given(0.769230769230769) expected: 1
