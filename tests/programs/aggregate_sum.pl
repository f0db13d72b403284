% aggregate_all(sum) over uncertain facts.
% Expected values: by hand.
0.5::pay(ann, 2).
0.4::pay(bob, 3).
total(S) :- aggregate_all(sum(X), pay(_, X), S).
query(total(_)).

% query total(0) expected: 0.3
% query total(2) expected: 0.3
% query total(3) expected: 0.2
% query total(5) expected: 0.2
