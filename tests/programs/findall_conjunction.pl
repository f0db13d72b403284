% Solutions that share facts hold together.
% Expected values: by hand.
0.5::a(1).
0.4::a(2).
q(L) :- findall(X-Y, (a(X), a(Y)), L).
query(q(L)).

% query q([1-1, 1-2, 2-1, 2-2]) expected: 0.2
% query q([1-1]) expected: 0.3
% query q([2-2]) expected: 0.2
% query q([]) expected: 0.3
