% A condition binds its first answer, in the order of the clauses.
% Expected values: by hand.
0.5::p(2).
0.4::p(1).
r(X) :- p(X).
q(X) :- ( r(X) -> true ; X = none ).
query(r(1)).
query(q(_)).

% query r(1) expected: 0.4
% query q(2) expected: 0.5
% query q(1) expected: 0.2
% query q(none) expected: 0.3
