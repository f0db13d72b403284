% A learnable probability starts at its value.
% Expected values: by hand.
t(0.3)::p(a).
t(_)::b.
query(p(a)).
query(b).

% query b expected: 0.5
% query p(a) expected: 0.3
