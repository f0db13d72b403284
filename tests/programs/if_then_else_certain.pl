% A condition that depends on nothing uncertain.
% Expected values: by hand.
0.5::p(1).
0.4::p(2).
q(X, S) :- p(X), ( X > 1 -> S = big ; S = small ).
query(q(X, S)).

% query q(1,small) expected: 0.5
% query q(2,big) expected: 0.4
