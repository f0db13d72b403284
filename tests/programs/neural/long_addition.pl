% The sum of two handwritten numbers of any length, digit by digit with a carry. Numbers are lists
% of images, the last digit first.

nn(mnist_net, [X], Y, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) :: digit(X, Y).

long_addition(Xs, Ys, Sum) :-
    added(Xs, Ys, 0, Sum).

added([], [], Carry, Carry).
added([X|Xs], [Y|Ys], Carry, Sum) :-
    digit(X, A),
    digit(Y, B),
    Here is A + B + Carry,
    Sum mod 10 =:= Here mod 10,
    Next is Here // 10,
    Rest is Sum // 10,
    added(Xs, Ys, Next, Rest).
