% A definite clause grammar.
% Expected values: by hand.
s --> [a], s.
s --> [].
0.5::w([a, a]).
q :- w(L), s(L, []).
query(q).

% query q expected: 0.5
