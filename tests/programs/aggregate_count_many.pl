% Counting twelve uncertain facts takes no branch for each of 4096 worlds.
% Expected values: by hand.
0.5::coin(N) :- between(1, 12, N).
heads(K) :- aggregate_all(count, coin(_), K).
query(heads(0)).
query(heads(6)).

% query heads(0) expected: 0.000244140625
% query heads(6) expected: 0.2255859375
