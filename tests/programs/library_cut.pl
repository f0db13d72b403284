% cut/1 takes the first numbered clause that holds.
% Expected values: ProbLog.
:- use_module(library(cut)).
0.3::r(1, a).
0.5::r(2, b).
r(3, c).
q(X) :- cut(r(X)).
n(X, I) :- cut(r(X), I).
query(q(_)).
query(n(_, _)).

% query q(c) expected: 0.35
% query q(b) expected: 0.35
% query q(a) expected: 0.3
% query n(c,3) expected: 0.35
% query n(b,2) expected: 0.35
% query n(a,1) expected: 0.3
