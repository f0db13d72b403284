% enum_groups/4 gathers values by their group.
% Expected values: ProbLog.
:- use_module(library(lists)).
0.5::pay(it, 3).
pay(hr, 2).
pay(it, 4).
total(D, S) :- findall(D0, pay(D0, _), Ds), findall(P, pay(_, P), Ps), enum_groups(Ds, Ps, D, L),
    sum_list(L, S).
query(total(_, _)).

% query total(it,7) expected: 0.5
% query total(hr,2) expected: 1
% query total(it,4) expected: 0.5
