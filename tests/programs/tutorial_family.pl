% A trait is inherited from either parent.
% Expected values: ProbLog.
father(kim, leo).
mother(kim, mia).
father(leo, ned).
mother(leo, ona).
0.1::carrier(P) :- founder(P).
founder(mia).
founder(ned).
founder(ona).
0.5::passes(Parent, Child) :- parent(Parent, Child).
parent(P, C) :- father(C, P).
parent(P, C) :- mother(C, P).
carrier(C) :- parent(P, C), carrier(P), passes(P, C).
query(carrier(kim)).
query(carrier(leo)).

% query carrier(kim) expected: 0.0963125
% query carrier(leo) expected: 0.0975
