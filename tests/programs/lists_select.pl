% select/3, nth0/3, nth1/3 and append/3.
% Expected values: by hand.
0.5::on.
q(X, R) :- on, select(X, [a, b, c], R), X = b.
n(X) :- on, nth0(1, [a, b], X).
m(X) :- on, nth1(1, [a, b], X).
j(L) :- on, append([a], [b], L).
query(q(X, R)).
query(n(X)).
query(m(X)).
query(j(L)).

% query j([a, b]) expected: 0.5
% query m(a) expected: 0.5
% query n(b) expected: 0.5
% query q(b,[a, c]) expected: 0.5
