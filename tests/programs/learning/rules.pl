% Learned in tests/logic/test_learning.py.
t(0.6)::a.
t(0.3)::b :- a.
t(0.7)::c :- \+ a.
d :- b.
d :- c.
0.2::d.
