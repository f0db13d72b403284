% Stratified only through the facts: who wins a game.
% Expected values: ProbLog.
0.5::win(X) :- move(X, Y), \+ win(Y).
move(1, 2).
move(2, 3).
move(1, 3).
query(win(X)).

% query win(1) expected: 0.625
% query win(2) expected: 0.5
