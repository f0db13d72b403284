% Every answer of a query with variables.
% Expected values: ProbLog.
0.3::likes(ann, tea).
0.6::likes(ann, milk).
0.1::likes(bob, tea).
friends(X, Y) :- likes(X, D), likes(Y, D), X @< Y.
query(likes(ann, _)).
query(likes(_, tea)).
query(friends(_, _)).

% query likes(ann,tea) expected: 0.3
% query likes(ann,milk) expected: 0.6
% query likes(bob,tea) expected: 0.1
% query friends(ann,bob) expected: 0.03
