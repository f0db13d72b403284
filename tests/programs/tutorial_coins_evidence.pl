% Two coins, one of them biased, after seeing that at least one shows heads.
% Expected values: ProbLog.
0.5::heads(fair).
0.6::heads(biased).
some_heads :- heads(_).
both_heads :- heads(fair), heads(biased).
evidence(some_heads).
query(heads(fair)).
query(heads(biased)).
query(both_heads).

% query heads(fair) expected: 0.625
% query heads(biased) expected: 0.75
% query both_heads expected: 0.375
