% Learned in tests/logic/test_learning.py.
n(1).
n(2).
n(3).
t(0.2, X)::f(X) :- n(X).
t(0.4)::h(X,Y) :- n(X), n(Y), f(X).
q(X) :- h(X,_).
