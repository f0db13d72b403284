% A constraint over numbers that facts carry.
% Expected values: by hand.
0.4::age(10); 0.6::age(30).
0.5::drives.
false :- age(A), A < 18, drives.
query(age(X)).
query(drives).

% query age(10) expected: 0.25
% query age(30) expected: 0.75
% query drives expected: 0.375
