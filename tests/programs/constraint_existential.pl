% Variables outside predicted atoms are existential: the constraint counts once.
% Expected values: by hand.
0.5::a(1).
0.5::a(2).
0.9::false :- a(_).
query(a(1)).

% query a(1) expected: 0.153846153846
