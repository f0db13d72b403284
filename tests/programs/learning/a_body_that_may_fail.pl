% Learned in tests/logic/test_learning.py.
t(0.6)::red(X); t(0.4)::green(X) :- ball(X).
0.5::ball(1).
t(0.8)::ball(2).
some :- red(_).
b2 :- ball(2).
