% Negation of a conjunction.
% Expected values: by hand.
0.5::a.
0.4::b.
p :- \+ (a, b).
query(p).

% query p expected: 0.8
