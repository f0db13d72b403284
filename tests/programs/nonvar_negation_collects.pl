% Negation over collected answers.
% Expected values: by hand.
0.5::p(1).
0.4::p(2).
q :- findall(X, p(X), L), \+ member(2, L).
r :- \+ (findall(X, p(X), L), length(L, 2)).
query(q).
query(r).

% query q expected: 0.6
% query r expected: 0.8
