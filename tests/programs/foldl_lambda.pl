% foldl/4 and include/3 with uncertain closures.
% Expected values: by hand.
0.5::a(1, 2).
0.4::a(2, 5).
h(X) :- a(X, _).
s(S) :- foldl([X, A, B]>>(a(X, Y), B is A+Y), [1, 2], 0, S).
i(L) :- include(h, [1, 2, 3], L).
query(s(S)).
query(i(L)).

% query i([1, 2]) expected: 0.2
% query i([1]) expected: 0.3
% query i([2]) expected: 0.2
% query i([]) expected: 0.3
% query s(7) expected: 0.2
