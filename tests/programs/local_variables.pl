% A variable that occurs only within a negation or a findall counts no instances of a clause.
% Expected values: ProbLog.
0.5::sent(ann, bob).
0.5::sent(ann, cid).
person(ann). person(bob).
0.4::quiet(X) :- person(X), \+ sent(X, _).
0.4::seen(X) :- person(X), \+ (sent(X, Y), Y \= bob).
0.4::letters(X, Ys) :- person(X), findall(Y, sent(X, Y), Ys).
0.4::free(X); 0.5::busy(X) :- person(X), \+ sent(_, X).
0.5::told(X) :- sent(X, _).
query(quiet(X)).
query(seen(X)).
query(letters(X, Ys)).
query(free(X)).
query(busy(X)).
query(told(X)).

% query quiet(ann) expected: 0.1
% query quiet(bob) expected: 0.4
% query seen(ann) expected: 0.2
% query seen(bob) expected: 0.4
% query letters(ann,[bob, cid]) expected: 0.1
% query letters(ann,[cid]) expected: 0.1
% query letters(ann,[bob]) expected: 0.1
% query letters(ann,[]) expected: 0.1
% query letters(bob,[]) expected: 0.4
% query free(ann) expected: 0.4
% query free(bob) expected: 0.2
% query busy(ann) expected: 0.5
% query busy(bob) expected: 0.25
% query told(ann) expected: 0.4375
