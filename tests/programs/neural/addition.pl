% The sum of two handwritten numbers of one or more digits.

nn(mnist_net, [X], Y, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) :: digit(X, Y).

number([], Value, Value).
number([Digit|Digits], Before, Value) :-
    digit(Digit, N),
    Now is N + 10*Before,
    number(Digits, Now, Value).

number(Digits, Value) :-
    number(Digits, 0, Value).

addition(X, Y, Sum) :-
    digit(X, A),
    digit(Y, B),
    Sum is A + B.

multi_addition(Xs, Ys, Sum) :-
    number(Xs, A),
    number(Ys, B),
    Sum is A + B.
