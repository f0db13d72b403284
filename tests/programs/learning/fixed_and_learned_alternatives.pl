% Learned in tests/logic/test_learning.py.
0.2::a; t(0.5)::b; t(0.3)::c.
t(0.4)::d :- a.
t(0.6)::f :- b, e.
0.3::e.
d :- c, \+ e.
d :- f.
