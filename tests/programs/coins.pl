% Independent coins.
% Expected values: ProbLog.
0.5::heads(C) :- coin(C).
coin(c1).
coin(c2).
some_heads :- heads(_).
query(some_heads).

% query some_heads expected: 0.75
