% A hard constraint on states of annotated disjunctions.
% Expected values: by hand.
0.5::c(1, red); 0.5::c(1, blue).
0.2::c(2, red); 0.8::c(2, blue).
false :- c(1, X), c(2, X).
query(c(1, red)).
query(c(2, red)).

% query c(1,red) expected: 0.8
% query c(2,red) expected: 0.2
