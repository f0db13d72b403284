% collectgroup/4 and collect_list/3 of ProbLog's library(collect).
% Expected values: ProbLog.
:- use_module(library(collect)).
0.5::pays(ann, 10).
0.4::pays(bob, 20).
pays(bob, 5).
groups(X, L) :- collectgroup(pays(X, Y), Y, X, L).
all_pays(L) :- collect_list(pays(X, Y), Y, L).
query(groups(X, L)).
query(all_pays(L)).

% query groups(ann,[10]) expected: 0.5
% query groups(bob,[20, 5]) expected: 0.4
% query groups(bob,[5]) expected: 0.6
% query all_pays([10, 20, 5]) expected: 0.2
% query all_pays([20, 5]) expected: 0.2
% query all_pays([10, 5]) expected: 0.3
% query all_pays([5]) expected: 0.3
