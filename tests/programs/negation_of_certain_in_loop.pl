% A loop through negation that a fact decides.
% Expected values: by hand.
0.5::x.
q :- \+ p.
q.
p :- \+ q, x.
query(q).
query(p).

% query p expected: 0
% query q expected: 1
