% Two fair dice: their sum, and a pair.
% Expected values: ProbLog.
1/6::die(D, 1); 1/6::die(D, 2); 1/6::die(D, 3); 1/6::die(D, 4); 1/6::die(D, 5); 1/6::die(D, 6) :- d(D).
d(one).
d(two).
sum(S) :- die(one, A), die(two, B), S is A + B.
pair :- die(one, X), die(two, X).
query(sum(7)).
query(sum(12)).
query(pair).

% query sum(7) expected: 0.166666666667
% query sum(12) expected: 0.0277777777778
% query pair expected: 0.166666666667
