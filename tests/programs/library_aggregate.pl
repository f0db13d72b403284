% avg<X>, sum<X> and max<X> in a head.
% Expected values: ProbLog.
:- use_module(library(aggregate)).
0.5::salary(ann, it, 40).
salary(bob, it, 50).
0.3::salary(cyd, hr, 60).
mean(D, avg<S>) :- salary(_, D, S).
total(D, sum<S>) :- salary(_, D, S).
top(max<S>) :- salary(_, _, S).
query(mean(_, _)).
query(total(_, _)).
query(top(_)).

% query mean(it,50.0) expected: 0.5
% query mean(it,45.0) expected: 0.5
% query mean(hr,60.0) expected: 0.3
% query total(it,50) expected: 0.5
% query total(it,90) expected: 0.5
% query total(hr,60) expected: 0.3
% query top(50) expected: 0.7
% query top(60) expected: 0.3
