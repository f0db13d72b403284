% A hard constraint makes two facts exclude each other.
% Expected values: by hand.
0.5::a.
0.4::b.
false :- a, b.
query(a).
query(b).

% query a expected: 0.375
% query b expected: 0.25
