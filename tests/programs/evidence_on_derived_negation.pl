% Evidence on an atom that is derived through negation.
% Expected values: ProbLog.
0.3::rain.
0.6::sprinkler.
dry :- \+rain, \+sprinkler.
evidence(dry, false).
query(rain).
query(sprinkler).

% query rain expected: 0.416666666667
% query sprinkler expected: 0.833333333333
