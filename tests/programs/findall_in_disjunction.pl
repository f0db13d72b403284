% Collected states of an annotated disjunction.
% Expected values: ProbLog.
0.3::c(red); 0.5::c(green).
0.4::c(blue).
q(L) :- findall(X, c(X), L).
query(q(_)).

% query q([red, green, blue]) expected: 0
% query q([red, green]) expected: 0
% query q([red, blue]) expected: 0.12
% query q([red]) expected: 0.18
% query q([green, blue]) expected: 0.2
% query q([green]) expected: 0.3
% query q([blue]) expected: 0.08
% query q([]) expected: 0.12
