% A condition takes the first solution in the order of the clauses, also of a recursive predicate.
% Expected values: by hand, .3, .7 * .5, .7 * .5 * .4, .7 * .5 * .6.
mem(X, [X|_]).
mem(X, [_|T]) :- mem(X, T).
near(X, L) :- mem(X, L), X > 0.
0.5::a(1).
0.4::a(2).
0.3::a(3).
chosen(X, [X|_]) :- a(X).
chosen(X, [_|T]) :- chosen(X, T).
certain(X) :- ( mem(X, [3, 1, 2]) -> true ; fail ).
through(X) :- ( near(X, [3, 1, 2]) -> true ; fail ).
tried(X) :- ignore(near(X, [3, 1, 2])).
first(X) :- ( mem(X, [3, 1, 2]), a(X) -> true ; X = 9 ).
recursive(X) :- ( chosen(X, [3, 1, 2]) -> true ; X = 9 ).
query(certain(X)).
query(through(X)).
query(tried(X)).
query(first(X)).
query(recursive(X)).

% query certain(3) expected: 1
% query through(3) expected: 1
% query tried(3) expected: 1
% query first(3) expected: 0.3
% query first(1) expected: 0.35
% query first(2) expected: 0.14
% query first(9) expected: 0.21
% query recursive(3) expected: 0.3
% query recursive(1) expected: 0.35
% query recursive(2) expected: 0.14
% query recursive(9) expected: 0.21
