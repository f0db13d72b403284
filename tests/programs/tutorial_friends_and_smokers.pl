% Friendship itself is uncertain, and friends tend to share habits.
% Expected values: ProbLog.
0.4::smokes(X) :- person(X).
0.5::friends(X, Y) :- person(X), person(Y), X @< Y.
alike(X, Y) :- friends(X, Y), smokes(X), smokes(Y).
alike(X, Y) :- friends(X, Y), \+smokes(X), \+smokes(Y).
0.3::cancer(X) :- smokes(X).
0.05::cancer(X) :- \+smokes(X).
person(ann).
person(bob).
evidence(alike(ann, bob)).
query(cancer(ann)).
query(smokes(bob)).

% query cancer(ann) expected: 0.126923076923
% query smokes(bob) expected: 0.307692307692
