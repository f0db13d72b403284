% foldl/4, include/3, exclude/3 and partition/4 over uncertain predicates.
% Expected values: ProbLog.
:- use_module(library(apply)).
0.5::big(3).
0.4::big(2).
add(X, A, B) :- B is A + X.
total(S) :- include(big, [1, 2, 3], L), foldl(add, L, 0, S).
small(L) :- exclude(big, [2, 3], L).
both(A, B) :- partition(big, [2, 3], A, B).
query(total(_)).
query(small(_)).
query(both(_, _)).

% query total(5) expected: 0.2
% query total(2) expected: 0.2
% query total(3) expected: 0.3
% query total(0) expected: 0.3
% query small([]) expected: 0.2
% query small([3]) expected: 0.2
% query small([2]) expected: 0.3
% query small([2, 3]) expected: 0.3
% query both([2, 3],[]) expected: 0.2
% query both([2],[3]) expected: 0.2
% query both([3],[2]) expected: 0.3
% query both([],[2, 3]) expected: 0.3
