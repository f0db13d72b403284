% simple/1, primitive/1 and numbervars/2.
% Expected values: ProbLog.
0.5::a.
one :- simple(3), simple(_), \+ simple(f(x)).
two :- a, primitive("text"), primitive(b), \+ primitive([b]).
three(L) :- numbervars(f(X, Y, X), T), T =.. [f|L0], length(L0, L).
four :- numbervars(f(X, Y, X), f(A, B, C)), A = C, A \= B.
query(one).
query(two).
query(three(L)).
query(four).

% query one expected: 1
% query two expected: 0.5
% query three(3) expected: 1
% query four expected: 1
