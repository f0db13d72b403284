% Length, membership and reversal, defined here.
% Expected values: ProbLog.
len([], 0).
len([_|T], N) :- len(T, N0), N is N0 + 1.
mem(X, [X|_]).
mem(X, [_|T]) :- mem(X, T).
rev([], R, R).
rev([X|T], A, R) :- rev(T, [X|A], R).
0.5::list([a, b]).
0.3::list([c]).
q(N) :- list(L), len(L, N).
m(X) :- list(L), mem(X, L).
r(R) :- list(L), rev(L, [], R).
query(q(_)).
query(m(_)).
query(r(_)).

% query q(2) expected: 0.5
% query q(1) expected: 0.3
% query m(a) expected: 0.5
% query m(b) expected: 0.5
% query m(c) expected: 0.3
% query r([b, a]) expected: 0.5
% query r([c]) expected: 0.3
