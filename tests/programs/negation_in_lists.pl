% \+(a, b) negates a conjunction, as ProbLog reads it.
:- use_module(library(lists)).
0.4::a(1). 0.3::a(2). 0.5::b.
none_both :- \+(a(1), b).
best(X) :- a(X), \+(a(Y), Y > X, b).
lists(L) :- findall(X, (member(X, [1, 2]), \+(a(X), b, true)), L).
query(none_both).
query(best(_)).
query(lists(_)).

% query none_both expected: 0.8
% query best(1) expected: 0.34
% query best(2) expected: 0.3
% query lists([1, 2]) expected: 0.71
% query lists([1]) expected: 0.09
% query lists([2]) expected: 0.14
% query lists([]) expected: 0.06
