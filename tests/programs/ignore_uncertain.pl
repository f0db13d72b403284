% ignore/1 holds either way.
% Expected values: by hand.
0.5::p(1).
q(X) :- ignore(p(X)), ( var(X) -> X = none ; true ).
query(q(_)).

% query q(1) expected: 0.5
% query q(none) expected: 0.5
