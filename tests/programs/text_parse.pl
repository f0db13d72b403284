% A DCG over character codes, with library(dcg/basics).
% Expected values: by hand.
:- use_module(library(dcg/basics)).
0.5::input("12+30").
0.4::input("7").
sum(S) --> integer(A), "+", integer(B), { S is A + B }.
sum(S) --> integer(S).
q(S) :- input(T), string_codes(T, Cs), phrase(sum(S), Cs).
query(q(_)).

% query q(42) expected: 0.5
% query q(7) expected: 0.4
