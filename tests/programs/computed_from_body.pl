% The probability is computed in the body.
% Expected values: ProbLog.
P::works(M) :- age(M, A), P is 1 - A / 10.
age(old, 8).
age(new, 1).
all_work :- works(old), works(new).
query(works(_)).
query(all_work).

% query works(old) expected: 0.2
% query works(new) expected: 0.9
% query all_work expected: 0.18
