% Solutions of a negation: some uncertain, some certain, in Prolog's order.
% Expected values: by hand, products of .5 / .5 and .4 / .6; ProbLog puts the certain ones first.
0.5::p(1).
0.4::p(2).
d(1). d(2). d(3).
q(L) :- findall(X, (d(X), \+ p(X)), L).
n(N) :- aggregate_all(count, (d(X), \+ p(X)), N).
three(L) :- findall(X, (X = 3, \+ p(X)), L).
query(q(L)).
query(n(N)).
query(three(L)).

% query q([1, 2, 3]) expected: 0.3
% query q([1, 3]) expected: 0.2
% query q([2, 3]) expected: 0.3
% query q([3]) expected: 0.2
% query n(1) expected: 0.2
% query n(2) expected: 0.5
% query n(3) expected: 0.3
% query three([3]) expected: 1
