% Even and odd steps along uncertain edges.
% Expected values: ProbLog.
0.6::s(0, 1).
0.6::s(1, 2).
0.6::s(2, 0).
even(0).
even(X) :- odd(Y), s(Y, X).
odd(X) :- even(Y), s(Y, X).
query(even(_)).
query(odd(_)).

% query even(0) expected: 1
% query even(2) expected: 0.36
% query even(1) expected: 0.216
% query odd(1) expected: 0.6
% query odd(0) expected: 0.216
% query odd(2) expected: 0.216
