% aggregate_all(bag) and aggregate_all(set).
% Expected values: by hand.
0.5::p(b).
0.4::p(a).
q(X) :- p(X).
q(X) :- p(X).
bag(L) :- aggregate_all(bag(X), q(X), L).
set(L) :- aggregate_all(set(X), q(X), L).
query(bag([b, b])).
query(set(_)).

% query bag([b, b]) expected: 0.3
% query set([a, b]) expected: 0.2
% query set([a]) expected: 0.2
% query set([b]) expected: 0.3
% query set([]) expected: 0.3
