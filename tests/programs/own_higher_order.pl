% A program's own maplist/2 and include/3 call no arguments.
% Expected values: by hand.
0.5::c.
maplist(_, []).
maplist(positive, [X|Xs]) :- X > 0, maplist(positive, Xs).
include([], _, []).
include([X|Xs], Y, [X|Zs]) :- X < Y, include(Xs, Y, Zs).
include([X|Xs], Y, Zs) :- X >= Y, include(Xs, Y, Zs).
q(Xs) :- c, include([3, 1, 2], 3, Xs), maplist(positive, Xs).
query(q(Xs)).

% query q([1, 2]) expected: 0.5
