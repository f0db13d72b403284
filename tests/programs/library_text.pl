% concat/2, join/3, str2lst/2 and lst2str/2.
% Expected values: ProbLog.
:- use_module(library(string)).
0.5::word(sun).
c(X) :- word(W), concat([W, day], X).
j(X) :- word(W), join('-', [W, W], X).
l(X) :- word(W), str2lst(W, X).
b(X) :- lst2str([a, b], X).
query(c(_)).
query(j(_)).
query(l(_)).
query(b(_)).

% query c(sunday) expected: 0.5
% query j('sun-sun') expected: 0.5
% query l([s, u, n]) expected: 0.5
% query b(ab) expected: 1
