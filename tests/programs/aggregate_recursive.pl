% An aggregate counts each proof, also of a recursive predicate that nothing uncertain reaches.
% Expected values: by hand; from(1) has two proofs, from(2) one, and upto(1) two with .5.
d(1). d(2).
next(1, 2).
from(X) :- d(X).
from(X) :- next(X, Y), from(Y).
0.5::step(1, 2).
upto(X) :- d(X).
upto(X) :- step(X, Y), upto(Y).
count(N) :- aggregate_all(count, from(_), N).
sum(S) :- aggregate_all(sum(X), from(X), S).
set(L) :- aggregate_all(set(X), from(X), L).
list(L) :- bagof(X, from(X), L0), msort(L0, L).
uncertain(N) :- aggregate_all(count, upto(_), N).
query(count(N)).
query(sum(S)).
query(set(L)).
query(list(L)).
query(uncertain(N)).

% query count(3) expected: 1
% query sum(4) expected: 1
% query set([1, 2]) expected: 1
% query list([1, 1, 2]) expected: 1
% query uncertain(2) expected: 0.5
% query uncertain(3) expected: 0.5
