% Learned in tests/logic/test_learning.py.
t(0.3)::r; t(0.3)::g; t(0.4)::b.
t(0.5)::x :- r.
t(0.2)::y :- g.
z :- x.
z :- y.
0.1::z.
