% A short deck: is the hand of two a pair, and higher than a jack?
% Expected values: ProbLog.
:- use_module(library(lists)).
deck([jack, jack, queen, king]).
hand(A, B) :- deck(D), select_uniform(first, D, A, Rest), select_uniform(second, Rest, B, _).
pair :- hand(X, X).
court :- hand(A, B), member(A, [queen, king]), member(B, [queen, king]).
query(pair).
query(court).

% query pair expected: 0.166666666667
% query court expected: 0.166666666667
