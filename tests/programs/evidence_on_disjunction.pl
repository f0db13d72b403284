% Evidence on one state of a variable, seen through a rule.
% Expected values: ProbLog.
0.2::size(small); 0.5::size(medium); 0.3::size(large).
0.9::fits :- size(small).
0.5::fits :- size(medium).
evidence(fits).
query(size(_)).

% query size(small) expected: 0.418604651163
% query size(medium) expected: 0.581395348837
% query size(large) expected: 0
