% An annotated disjunction with a body and evidence.
% Expected values: ProbLog.
0.3::a; 0.2::b; 0.5::c :- d.
0.7::d.
query(a).
query(b).
evidence(\+ c).

% query a expected: 0.323076923077
% query b expected: 0.215384615385
