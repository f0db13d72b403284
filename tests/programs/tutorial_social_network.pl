% Who buys, if marketing reaches some and trust carries it on.
% Expected values: ProbLog.
0.2::trusts_directed(X, Y) :- knows(X, Y).
trusts(X, Y) :- trusts_directed(X, Y).
trusts(X, Y) :- trusts_directed(Y, X).
0.4::reached(ann).
0.1::reached(cyd).
buys(X) :- reached(X).
buys(X) :- trusts(X, Y), buys(Y).
knows(ann, bob).
knows(bob, cyd).
knows(cyd, ann).
query(buys(ann)).
query(buys(bob)).
query(buys(cyd)).

% query buys(ann) expected: 0.41392
% query buys(bob) expected: 0.11184
% query buys(cyd) expected: 0.18352
