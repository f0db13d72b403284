% Nobody whom she likes is away.
% Expected values: ProbLog.
likes(ann, bob).
likes(ann, cyd).
likes(bob, cyd).
0.2::away(bob).
0.3::away(cyd).
missing(X) :- likes(X, Y), away(Y).
content(X) :- likes(X, _), \+missing(X).
query(content(_)).

% query content(ann) expected: 0.56
% query content(bob) expected: 0.7
