% An even loop through negation that the facts decide; ProbLog refuses it.
% Expected values: by hand.
0.4::x.
a :- \+b, x.
b :- c, \+x.
c :- \+a.
query(a).
query(b).

% query a expected: 0.4
% query b expected: 0.6
