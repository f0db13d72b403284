% Negated conditions.
% Expected values: by hand.
0.5::a.
0.4::b.
q :- ( \+a -> b ; \+b ).
r :- \+ ( a -> b ; true ).
query(q).
query(r).

% query q expected: 0.5
% query r expected: 0.3
