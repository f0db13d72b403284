% Arithmetic on what findall collected.
% Expected values: ProbLog.
:- use_module(library(lists)).
0.5::p(3).
0.3::p(4).
q(S) :- findall(X, p(X), L), sum_list(L, S).
query(q(S)).

% query q(0) expected: 0.35
% query q(3) expected: 0.35
% query q(4) expected: 0.15
% query q(7) expected: 0.15
