% setof/3 sorts and has each answer once.
% Expected values: by hand.
0.5::p(b).
0.4::p(a).
p2(X) :- p(X).
p2(X) :- p(X).
q(L) :- setof(X, p2(X), L).
query(q(_)).

% query q([a, b]) expected: 0.2
% query q([a]) expected: 0.2
% query q([b]) expected: 0.3
