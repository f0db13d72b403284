% With `:- table`, findall/3 has each answer once.
% Expected values: by hand.
:- table path/2.
0.5::e(1, 2).
e(1, 3).
e(2, 3).
path(X, Y) :- path(X, Z), e(Z, Y).
path(X, Y) :- e(X, Y).
q(N) :- findall(Y, path(1, Y), L), length(L, N).
query(q(_)).

% query q(2) expected: 0.5
% query q(1) expected: 0.5
