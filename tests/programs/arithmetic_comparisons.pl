% All six comparisons.
% Expected values: ProbLog.
0.5::n(1).
0.4::n(2).
0.3::n(3).
lt(X) :- n(X), X < 2.
le(X) :- n(X), X =< 2.
gt(X) :- n(X), X > 2.
ge(X) :- n(X), X >= 2.
eq(X) :- n(X), X =:= 4 / 2.
ne(X) :- n(X), X =\= 2.0.
query(lt(_)).
query(le(_)).
query(gt(_)).
query(ge(_)).
query(eq(_)).
query(ne(_)).

% query lt(1) expected: 0.5
% query le(1) expected: 0.5
% query le(2) expected: 0.4
% query gt(3) expected: 0.3
% query ge(2) expected: 0.4
% query ge(3) expected: 0.3
% query eq(2) expected: 0.4
% query ne(1) expected: 0.5
% query ne(3) expected: 0.3
