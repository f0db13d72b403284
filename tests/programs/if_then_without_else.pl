% A condition without an else fails where it does not hold.
% Expected values: by hand.
0.5::a.
0.4::b.
q :- ( a -> b ).
query(q).

% query q expected: 0.2
