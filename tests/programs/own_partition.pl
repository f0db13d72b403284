% A program's own predicate comes before the library's of the same name.
% Expected values: by hand, .7 * .4, .7 * .6, .3 * .4, .3 * .6.
0.7::before(a, b).
0.4::before(c, b).
partition([], _, [], []).
partition([X|Xs], Y, [X|Ls], Rs) :- before(X, Y), partition(Xs, Y, Ls, Rs).
partition([X|Xs], Y, Ls, [X|Rs]) :- \+ before(X, Y), partition(Xs, Y, Ls, Rs).
items([a, c]).
q(Ls, Rs) :- items(Xs), partition(Xs, b, Ls, Rs).
query(q(Ls, Rs)).

% query q([a, c],[]) expected: 0.28
% query q([a],[c]) expected: 0.42
% query q([c],[a]) expected: 0.12
% query q([],[a, c]) expected: 0.18
