% scope:atom is a predicate of its own, with the scope as an argument.
% Expected values: ProbLog.
0.5::north:wet(1).
0.4::north:wet(2).
0.3::south:wet(1).
wets(L) :- findall(X, north:wet(X), L).
where(S) :- S:wet(1).
only(X) :- north:wet(X), \+ south:wet(X).
north:dry(X) :- north:wet(_), \+ south:wet(X).
0.9::both:flood(X); 0.1::both:fog(X) :- north:wet(X).
0.2::north:next(1, 2).
0.6::north:next(2, 3).
north:path(X, Y) :- north:next(X, Y).
north:path(X, Z) :- north:path(X, Y), north:next(Y, Z).
evidence(both:flood(1), false).
query(wets(L)).
query(where(S)).
query(only(X)).
query(north:dry(1)).
query(both:flood(2)).
query(both:fog(X)).
query(north:path(1, X)).

% query wets([1, 2]) expected: 0.0363636363636
% query wets([2]) expected: 0.363636363636
% query wets([1]) expected: 0.0545454545455
% query wets([]) expected: 0.545454545455
% query where(north) expected: 0.0909090909091
% query where(south) expected: 0.3
% query only(1) expected: 0.0636363636364
% query only(2) expected: 0.4
% query north:dry(1) expected: 0.318181818182
% query both:flood(2) expected: 0.36
% query both:fog(1) expected: 0.0909090909091
% query both:fog(2) expected: 0.04
% query north:path(1,2) expected: 0.2
% query north:path(1,3) expected: 0.12
