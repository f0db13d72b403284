% time: two to the thirtieth ground rules
b(0). b(1).
0.5::u(X) :- b(X).
p(A,B,C,D,E,F,G,H,I,J) :- u(A),u(B),u(C),u(D),u(E),u(F),u(G),u(H),u(I),u(J).
q :- p(_,_,_,_,_,_,_,_,_,_), p(_,_,_,_,_,_,_,_,_,_), p(_,_,_,_,_,_,_,_,_,_).
query(q).
