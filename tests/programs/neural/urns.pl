% A coin and a ball from each of two urns. Networks see the coin's picture and the balls' colours
% as numbers; how often the coin falls on heads and what the urns hold is learned with them.

nn(coin_net, [X], Side, [heads, tails]) :: seen(X, Side).
nn(colour_net, [X], Colour, [red, green, blue]) :: looks(X, Colour).

t(0.5) :: col(1, red); t(0.5) :: col(1, blue).
t(_) :: col(2, red); t(_) :: col(2, green); t(_) :: col(2, blue).
t(0.5) :: falls_on_heads.

coin(X, heads) :-
    falls_on_heads,
    seen(X, heads).
coin(X, tails) :-
    \+ falls_on_heads,
    seen(X, tails).

urn(Urn, X, Colour) :-
    col(Urn, Colour),
    looks(X, Colour).

outcome(heads, red, _, win).
outcome(heads, _, red, win).
outcome(_, Colour, Colour, win).
outcome(Side, One, Other, loss) :-
    \+ outcome(Side, One, Other, win).

game([Coin, Ball1, Ball2], Result) :-
    coin(Coin, Side),
    urn(1, Ball1, One),
    urn(2, Ball2, Other),
    outcome(Side, One, Other, Result).

played([Coin, Ball1, Ball2]) :-
    coin(Coin, _),
    urn(1, Ball1, _),
    urn(2, Ball2, _).
