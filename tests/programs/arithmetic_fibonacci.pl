% A recursion that arithmetic drives, scaled into a probability.
% Expected values: ProbLog.
fib(0, 0).
fib(1, 1).
fib(N, F) :- N > 1, A is N - 1, B is N - 2, fib(A, FA), fib(B, FB), F is FA + FB.
P::win(N) :- fib(N, F), P is F / 100.
query(win(10)).

% query win(10) expected: 0.55
