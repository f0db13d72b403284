% primitive/1 and simple/1 tell kinds of terms, cmd_args/1 gives no arguments.
kind(primitive, T) :- term(T), primitive(T).
kind(simple, T) :- term(T), simple(T).
kind(callable, T) :- term(T), callable(T).
open :- simple(_).
0.4::term(a). term(1). term(f(1)).
arguments(A) :- cmd_args(A).
query(kind(_, _)).
query(open).
query(arguments(_)).

% query kind(primitive,a) expected: 0.4
% query kind(primitive,1) expected: 1
% query kind(simple,a) expected: 0.4
% query kind(simple,1) expected: 1
% query kind(callable,a) expected: 0.4
% query kind(callable,f(1)) expected: 1
% query open expected: 1
% query arguments([]) expected: 1
