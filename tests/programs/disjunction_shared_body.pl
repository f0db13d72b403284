% The heads of an annotated disjunction share its body's truth.
% Expected values: ProbLog.
0.5::go.
0.2::left; 0.3::right; 0.1::back :- go.
moved :- left.
moved :- right.
moved :- back.
query(left).
query(right).
query(moved).

% query left expected: 0.1
% query right expected: 0.15
% query moved expected: 0.3
