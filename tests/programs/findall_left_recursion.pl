% The same where the recursion comes first.
% Expected values: ProbLog.
0.3::e(1, 2).
0.4::e(2, 3).
0.5::e(1, 3).
0.5::e(3, 4).
p(X, Y) :- p(X, Z), e(Z, Y).
p(X, Y) :- e(X, Y).
q(L) :- findall(Y, p(1, Y), L).
query(q(_)).

% query q([2, 3, 3, 4, 4]) expected: 0.03
% query q([2, 3, 3]) expected: 0.03
% query q([2, 3, 4]) expected: 0.075
% query q([2, 3]) expected: 0.075
% query q([2]) expected: 0.09
% query q([3, 4]) expected: 0.175
% query q([3]) expected: 0.175
% query q([]) expected: 0.35
