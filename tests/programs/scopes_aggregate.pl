% avg<X> in the head of a scoped predicate.
% Expected values: ProbLog.
:- use_module(library(aggregate)).
pay(ann, 10, a).
pay(bob, 20, a).
pay(cid, 12, b).
firm:mean(Dept, avg<Pay>) :- pay(_, Pay, Dept).
firm:most(max<Pay>) :- pay(_, Pay, _).
query(firm:mean(Dept, Mean)).
query(firm:most(Pay)).

% query firm:mean(a,15.0) expected: 1
% query firm:mean(b,12.0) expected: 1
% query firm:most(20) expected: 1
