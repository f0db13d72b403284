% Worlds in which a hard constraint's body holds are left out.
% Expected values: by hand.
0.3::a.
0.4::b.
false :- a, b.
query(a).
query(b).

% query a expected: 0.204545454545
% query b expected: 0.318181818182
