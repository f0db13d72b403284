% Two annotated disjunctions for one predicate choose independently.
% Expected values: ProbLog.
0.3::color(red); 0.7::color(green).
0.5::color(red); 0.5::color(blue).
query(color(_)).

% query color(red) expected: 0.65
% query color(green) expected: 0.7
% query color(blue) expected: 0.5
