% aggregate_all(min(X, W)) names who has the least.
% Expected values: by hand.
0.5::cost(a, 3).
0.4::cost(b, 1).
0.2::cost(c, 2).
best(W) :- aggregate_all(min(C, X), cost(X, C), min(_, W)).
query(best(_)).

% query best(b) expected: 0.4
% query best(c) expected: 0.12
% query best(a) expected: 0.24
