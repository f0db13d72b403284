% The host opens a door without the prize.
% Expected values: ProbLog.
1/3::prize(1); 1/3::prize(2); 1/3::prize(3).
select(1).
0.5::open(A); 0.5::open(B) :- free(A), free(B), A < B.
open(A) :- free(A), \+ two_free.
two_free :- free(A), free(B), A < B.
free(D) :- door(D), \+ prize(D), \+ select(D).
door(1).
door(2).
door(3).
win_keep :- select(D), prize(D).
win_switch :- select(D), door(E), E =\= D, \+ open(E), prize(E).
query(win_keep).
query(win_switch).

% query win_keep expected: 0.333333333333
% query win_switch expected: 0.666666666667
