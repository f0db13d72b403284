% A probabilistic clause is a chance for each instance, local variables included.
% Expected values: ProbLog.
0.4::infected(X) :- contact(X, _).
contact(ann, bob).
contact(ann, cyd).
contact(eve, bob).
query(infected(_)).

% query infected(ann) expected: 0.64
% query infected(eve) expected: 0.4
