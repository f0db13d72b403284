% clause/2 over plain facts and rules.
% Expected values: ProbLog.
fact(1).
fact(2).
rule(X) :- fact(X).
0.5::go.
heads(X) :- go, clause(fact(X), true).
query(heads(_)).

% query heads(1) expected: 0.5
% query heads(2) expected: 0.5
