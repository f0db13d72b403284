% Is the die loaded, after three sixes?
% Expected values: ProbLog.
0.1::loaded.
0.5::six(T) :- loaded, throw(T).
1/6::six(T) :- \+loaded, throw(T).
throw(1).
throw(2).
throw(3).
evidence(six(1)).
evidence(six(2)).
evidence(six(3)).
query(loaded).

% query loaded expected: 0.75
