% sample_uniform1/3: one draw for each key.
% Expected values: ProbLog.
q(X) :- sample_uniform1(key, [a, b, c, d], X).
two(X, Y) :- sample_uniform1(one, [a, b], X), sample_uniform1(two, [a, b], Y).
query(q(_)).
query(two(_, _)).

% query q(d) expected: 0.25
% query q(c) expected: 0.25
% query q(b) expected: 0.25
% query q(a) expected: 0.25
% query two(b,b) expected: 0.25
% query two(b,a) expected: 0.25
% query two(a,b) expected: 0.25
% query two(a,a) expected: 0.25
