% A negation between other goals of a findall.
% Expected values: ProbLog.
0.5::p(1).
0.4::p(2).
d(1). d(2). d(3).
c(1). c(2). c(3).
q(L) :- findall(X, (d(X), \+ p(X), c(X)), L).
r(L) :- findall(X, (\+ p(1), X = 1 ; d(X)), L).
query(q(L)).
query(r(L)).

% query q([1, 2, 3]) expected: 0.3
% query q([2, 3]) expected: 0.3
% query q([1, 3]) expected: 0.2
% query q([3]) expected: 0.2
% query r([1, 1, 2, 3]) expected: 0.5
% query r([1, 2, 3]) expected: 0.5
