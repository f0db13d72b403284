% Terms taken apart and put together.
% Expected values: ProbLog.
0.5::shape(circle(3)).
0.4::shape(box(2, 5)).
name(N, A) :- shape(S), functor(S, N, A).
arg1(X) :- shape(S), arg(1, S, X).
parts(L) :- shape(S), S =.. L.
query(name(_, _)).
query(arg1(_)).
query(parts(_)).

% query name(circle,1) expected: 0.5
% query name(box,2) expected: 0.4
% query arg1(3) expected: 0.5
% query arg1(2) expected: 0.4
% query parts([circle, 3]) expected: 0.5
% query parts([box, 2, 5]) expected: 0.4
