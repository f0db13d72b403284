% max_member/2 and min_member/2 take the list first, as in ProbLog; or second, as in SWI-Prolog.
% Expected values: by hand; ProbLog has only the first order.
0.5::p(3).
p(1).
p(b).
most(X) :- findall(Y, p(Y), L), max_member(L, X).
least(X) :- findall(Y, p(Y), L), min_member(L, X).
greatest_number(X) :- findall(Y, (p(Y), number(Y)), L), max_member(X, L).
query(most(X)).
query(least(X)).
query(greatest_number(X)).

% query most(b) expected: 1
% query least(1) expected: 1
% query greatest_number(3) expected: 0.5
% query greatest_number(1) expected: 0.5
