% A cut in rules that nothing uncertain reaches.
% Expected values: by hand.
max(X, Y, X) :- X >= Y, !.
max(_, Y, Y).
0.5::a(1, 3).
q(Z) :- a(X, Y), max(X, Y, Z).
query(q(Z)).

% query q(3) expected: 0.5
