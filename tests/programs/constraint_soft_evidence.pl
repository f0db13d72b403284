% A soft constraint together with evidence.
% Expected values: by hand.
0.5::a.
0.4::b.
0.5::c.
0.75::false :- a, b.
evidence(c).
query(a).

% query a expected: 0.411764705882353
