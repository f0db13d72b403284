% A fact with a variable is a chance for each of its instances.
% Expected values: ProbLog.
0.3::lucky(_).
both :- lucky(ann), lucky(bob).
query(lucky(ann)).
query(both).

% query lucky(ann) expected: 0.3
% query both expected: 0.09
