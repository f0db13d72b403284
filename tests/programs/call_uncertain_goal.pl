% The goal itself is uncertain.
% Expected values: ProbLog.
0.5::use(a); 0.5::use(b).
0.3::a.
0.6::b.
q :- use(G), call(G).
query(q).

% query q expected: 0.45
