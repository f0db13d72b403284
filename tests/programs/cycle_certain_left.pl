% Left recursion that depends on nothing uncertain runs as tabled Prolog.
% Expected values: ProbLog.
e(a, b).
e(b, c).
e(c, a).
0.3::blue(b).
path(X, Y) :- path(X, Z), e(Z, Y).
path(X, Y) :- e(X, Y).
q(X) :- path(a, X), \+ blue(X).
query(q(X)).

% query q(a) expected: 1
% query q(b) expected: 0.7
% query q(c) expected: 1
