% sort/4 by a key, ascending, descending, duplicates kept.
% Expected values: by hand.
0.5::row(b-2).
row(a-3).
row(c-1).
q(L) :- findall(R, row(R), L0), sort(2, @>=, L0, L).
query(q(_)).

% query q([a-3, b-2, c-1]) expected: 0.5
% query q([a-3, c-1]) expected: 0.5
