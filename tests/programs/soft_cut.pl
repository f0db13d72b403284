% `*->` keeps all solutions of its condition.
% Expected values: by hand.
0.5::p(1).
0.4::p(2).
q(X) :- ( p(Y) *-> X = Y ; X = none ).
query(q(X)).

% query q(1) expected: 0.5
% query q(2) expected: 0.4
% query q(none) expected: 0.3
