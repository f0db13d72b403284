% Counting uncertain facts.
% Expected values: by hand.
0.5::p(1).
0.4::p(2).
q(N) :- aggregate_all(count, p(_), N).
query(q(N)).

% query q(0) expected: 0.3
% query q(1) expected: 0.5
% query q(2) expected: 0.2
