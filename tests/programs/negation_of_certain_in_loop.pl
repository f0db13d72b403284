% A loop through negation that a fact decides.
% Expected values: by hand.
q :- \+ p.
q.
p :- \+ q.
query(q).
query(p).

% query p expected: 0
% query q expected: 1
