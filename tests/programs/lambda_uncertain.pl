% Lambda expressions over uncertain predicates.
% Expected values: by hand.
0.5::price(a, 2).
0.4::price(b, 3).
q(L) :- maplist([X, P]>>price(X, P), [a, b], L).
r(S) :- foldl([X, S0, S1]>>(price(X, P), S1 is S0 + P), [a, b], 0, S).
query(q(_)).
query(r(_)).

% query q([2, 3]) expected: 0.2
% query r(5) expected: 0.2
