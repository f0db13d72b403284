% A program's own member/2, also through another rule: lists are in the order of the clauses.
% Expected values: ProbLog.
mem(X, [X|_]).
mem(X, [_|T]) :- mem(X, T).
near(X, L) :- mem(X, L), X > 0.
0.5::a(1).
0.4::a(2).
all_mem(L) :- all(X, mem(X, [3, 1, 2, 1]), L).
found(L) :- findall(X, near(X, [3, 1, 2]), L).
all_near(L) :- all(X, near(X, [3, 1, 2, 1]), L).
some(L) :- all(X, (mem(X, [2, 1]), a(X)), L).
none(L) :- all(X, (mem(X, [1, 2]), \+ a(X)), L).
query(all_mem(L)).
query(found(L)).
query(all_near(L)).
query(some(L)).
query(none(L)).

% query all_mem([3, 1, 2]) expected: 1
% query found([3, 1, 2]) expected: 1
% query all_near([3, 1, 2]) expected: 1
% query some([2, 1]) expected: 0.2
% query some([1]) expected: 0.3
% query some([2]) expected: 0.2
% query none([1, 2]) expected: 0.3
% query none([2]) expected: 0.3
% query none([1]) expected: 0.2
