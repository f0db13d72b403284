% findall over certain facts.
% Expected values: by hand.
p(1).
p(2).
0.5::on.
q(L) :- on, findall(X, p(X), L).
query(q(L)).

% query q([1, 2]) expected: 0.5
