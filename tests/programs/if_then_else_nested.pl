% Conditions within conditions; the first that holds decides.
% Expected values: by hand.
0.5::a.
0.4::b.
q(X) :- ( a -> ( b -> X = ab ; X = a ) ; b -> X = b ; X = none ).
query(q(_)).

% query q(ab) expected: 0.2
% query q(a) expected: 0.3
% query q(b) expected: 0.2
% query q(none) expected: 0.3
