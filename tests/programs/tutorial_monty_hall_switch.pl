% Monty Hall: the host opens a door without the prize, and switching pays.
% Expected values: ProbLog.
1/3::prize(1); 1/3::prize(2); 1/3::prize(3).
pick(1).
0.5::open(2); 0.5::open(3) :- prize(1).
open(3) :- prize(2).
open(2) :- prize(3).
win_by_staying :- pick(D), prize(D).
win_by_switching :- pick(P), open(O), prize(D), D =\= P, D =\= O.
query(win_by_staying).
query(win_by_switching).

% query win_by_staying expected: 0.333333333333
% query win_by_switching expected: 0.666666666667
