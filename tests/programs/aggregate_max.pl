% The greatest of uncertain facts; no answer where there is none.
% Expected values: by hand.
0.5::p(1).
0.4::p(2).
q(N) :- aggregate_all(max(X), p(X), N).
s(N) :- aggregate_all(sum(X), p(X), N).
query(q(N)).
query(s(N)).

% query q(1) expected: 0.3
% query q(2) expected: 0.4
% query s(0) expected: 0.3
% query s(1) expected: 0.3
% query s(2) expected: 0.2
% query s(3) expected: 0.2
