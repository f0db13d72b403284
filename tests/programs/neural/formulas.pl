% Handwritten formulas of digits and operators, known by their value alone.

nn(number_net, [X], Y, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) :: detect_number(X, Y).
nn(operator_net, [X], Y, [+, -, *, /]) :: detect_operator(X, Y).

detect_all([X], [N]) :-
    detect_number(X, N).
detect_all([X, O|Rest], [N, Operator|Symbols]) :-
    detect_number(X, N),
    detect_operator(O, Operator),
    detect_all(Rest, Symbols).

almost_equal(X, Y) :-
    ground(Y),
    abs(X - Y) < 0.0001.
almost_equal(X, Y) :-
    var(Y),
    Y is float(X).

expression(Images, Result) :-
    detect_all(Images, Symbols),
    parse(Symbols, Result).

parse([N], R) :-
    almost_equal(N, R).
parse([N, +|Rest], R) :-
    parse(Rest, R2),
    almost_equal(N + R2, R).
parse([N, -|Rest], R) :-
    parse([-1, *|Rest], R2),
    almost_equal(N + R2, R).
parse([N1, *, N2|Rest], R) :-
    N is N1*N2,
    parse([N|Rest], R).
parse([N1, /, N2|Rest], R) :-
    N2 \== 0,
    N is N1/N2,
    parse([N|Rest], R).
