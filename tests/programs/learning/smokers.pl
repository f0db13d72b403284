% Learned in tests/logic/test_learning.py.
t(0.3)::s(X) :- p(X).
t(0.2)::i(X,Y) :- fr(X,Y).
smokes(X) :- s(X).
smokes(X) :- fr(X,Y), i(X,Y), smokes(Y).
p(1).
p(2).
p(3).
fr(1,2).
fr(2,1).
fr(2,3).
fr(3,1).
