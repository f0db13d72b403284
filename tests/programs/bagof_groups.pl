% bagof/3 has a list for each value of the free variable, and none where it would be empty.
% Expected values: by hand.
0.5::a(x, 1).
0.4::a(x, 2).
0.2::a(y, 1).
q(X, L) :- bagof(Y, a(X, Y), L).
all(L) :- bagof(Y, X^a(X, Y), L).
query(q(_, _)).
query(all([1])).

% query q(x,[1, 2]) expected: 0.2
% query q(x,[1]) expected: 0.3
% query q(x,[2]) expected: 0.2
% query q(y,[1]) expected: 0.2
% query all([1]) expected: 0.3
