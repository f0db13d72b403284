% Friends who smoke make each other smoke: a positive cycle.
% Expected values: ProbLog.
0.2::stress(X) :- person(X).
0.3::influences(X, Y) :- person(X), person(Y).
person(1).
person(2).
person(3).
friend(1, 2).
friend(2, 1).
friend(2, 3).
friend(3, 1).
smokes(X) :- stress(X).
smokes(X) :- friend(X, Y), influences(Y, X), smokes(Y).
0.4::asthma(X) :- smokes(X).
query(smokes(X)).
query(asthma(1)).
evidence(\+ influences(2, 1)).

% query asthma(1) expected: 0.08
% query smokes(1) expected: 0.2
% query smokes(2) expected: 0.301184
% query smokes(3) expected: 0.248
