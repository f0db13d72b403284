% One of all orders.
% Expected values: ProbLog.
:- use_module(library(lists)).
0.5::ok(1, 2).
0.4::ok(2, 1).
0.3::ok(1, 3).
0.2::ok(3, 1).
0.6::ok(2, 3).
0.1::ok(3, 2).
chain([A, B, C]) :- permutation([1, 2, 3], [A, B, C]), ok(A, B), ok(B, C).
query(chain(_)).

% query chain([1, 2, 3]) expected: 0.3
% query chain([1, 3, 2]) expected: 0.03
% query chain([2, 1, 3]) expected: 0.12
% query chain([2, 3, 1]) expected: 0.12
% query chain([3, 1, 2]) expected: 0.1
% query chain([3, 2, 1]) expected: 0.04
