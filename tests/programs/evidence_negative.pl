% Evidence that does not hold, in each of its forms.
% Expected values: ProbLog.
0.3::a.
0.4::b.
0.5::d.
c :- a, b.
e :- b, d.
evidence(\+ c).
evidence(e, false).
query(a).
query(b).
query(d).

% query a expected: 0.243243243243
% query b expected: 0.189189189189
% query d expected: 0.405405405405
