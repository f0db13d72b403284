% Two coins in one picture: a game is won where both show the same side.

nn(net1, [X], Side, [heads, tails]) :: coin(1, X, Side).
nn(net2, [X], Side, [heads, tails]) :: coin(2, X, Side).

outcome(Side, Side, win).
outcome(One, Other, loss) :-
    \+ outcome(One, Other, win).

game(X, Outcome) :-
    coin(1, X, One),
    coin(2, X, Other),
    outcome(One, Other, Outcome).

all([]).
all([Goal|Goals]) :-
    Goal,
    all(Goals).
