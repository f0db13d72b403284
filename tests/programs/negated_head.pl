% A negated head takes worlds away, as in ProbLog.
% Expected values: ProbLog.
0.8::flies(X) :- bird(X).
\+flies(X) :- penguin(X).
0.9::bird(tux).
0.3::penguin(tux).
query(flies(tux)).

% query flies(tux) expected: 0.504
