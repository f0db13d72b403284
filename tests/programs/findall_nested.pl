% A list of lists.
% Expected values: ProbLog.
0.5::owns(ann, cat).
0.4::owns(ann, dog).
0.3::owns(bob, fish).
person(ann).
person(bob).
all(R) :- findall(L, (person(P), findall(X, owns(P, X), L)), R).
query(all(_)).

% query all([[cat, dog], [fish]]) expected: 0.06
% query all([[cat, dog], []]) expected: 0.14
% query all([[cat], [fish]]) expected: 0.09
% query all([[cat], []]) expected: 0.21
% query all([[dog], [fish]]) expected: 0.06
% query all([[dog], []]) expected: 0.14
% query all([[], [fish]]) expected: 0.09
% query all([[], []]) expected: 0.21
% query all([[fish]]) expected: 0
% query all([[]]) expected: 0
