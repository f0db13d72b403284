% Arithmetic: an exact quotient is a float, as in ProbLog.
% Expected values: ProbLog.
0.5::n(4).
half(X) :- n(N), X is N / 2.
whole(X) :- n(N), X is N // 3.
rest(X) :- n(N), X is N mod 3.
power(X) :- n(N), X is N ** 2.
root(X) :- n(N), X is sqrt(N).
most(X) :- n(N), X is max(N, 3.5).
third(X) :- n(N), X is N / 3.
query(half(_)).
query(whole(_)).
query(rest(_)).
query(power(_)).
query(root(_)).
query(most(_)).
query(third(_)).

% query half(2.0) expected: 0.5
% query whole(1) expected: 0.5
% query rest(1) expected: 0.5
% query power(16) expected: 0.5
% query root(2.0) expected: 0.5
% query most(4) expected: 0.5
% query third(1.333333333333333) expected: 0.5
