% Collecting what depends on other collections, not on itself.
% Expected values: by hand.
0.5::p(1).
0.4::p(2).
n(L) :- findall(X, p(X), L).
twice(N) :- findall(K, (n(L), length(L, K)), [N]).
query(n(L)).
query(twice(N)).

% query n([1, 2]) expected: 0.2
% query n([1]) expected: 0.3
% query n([2]) expected: 0.2
% query n([]) expected: 0.3
% query twice(0) expected: 0.3
% query twice(1) expected: 0.5
% query twice(2) expected: 0.2
