% time: left recursion over growing terms
0.5::z.
p(X) :- p(s(X)), z.
query(p(0)).
