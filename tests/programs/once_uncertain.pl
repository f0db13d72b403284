% once/1 takes the first solution that holds.
% Expected values: by hand.
0.5::p(1).
0.4::p(2).
q(X) :- once(p(X)).
query(q(X)).

% query q(1) expected: 0.5
% query q(2) expected: 0.2
