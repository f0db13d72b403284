% msort/2 and predsort/3.
% Expected values: by hand.
0.5::x(2).
x(1).
x(1).
later(O, A, B) :- compare(O0, A, B), ( O0 = (<) -> O = (>) ; O0 = (>) -> O = (<) ; O = (=) ).
q(L) :- findall(X, x(X), L0), msort(L0, L).
r(L) :- predsort(later, [1, 3, 2, 3], L).
query(q(_)).
query(r(_)).

% query q([1, 1, 2]) expected: 0.5
% query q([1, 1]) expected: 0.5
% query r([3, 2, 1]) expected: 1
