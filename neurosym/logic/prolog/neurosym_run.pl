:- module(neurosym_run,
          [ run/3, run/4, run/5, run/6, run/7, run/8,
            run_uncertain/6,
            each/7,
            tabled_call/2,
            guard/2,
            unknown_predicate/2,
            unsupported/2,
            rule_output/2,
            compare/5
          ]).

/** <module> What the compiled code calls: goals made at run time, errors, comparisons
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_compile).
:- use_module(neurosym_translate).
:- use_module(neurosym_record).
:- use_module(neurosym_leaves).
:- use_module(neurosym_calls).

%!  run(+M, +Clause, +Closure, ?Extra...)
%
%   Call a closure that was known only when it ran, under the same whitelist as any other goal.

run(M, C, G) :- run_closure(M, C, G, []).
run(M, C, G, A) :- run_closure(M, C, G, [A]).
run(M, C, G, A, B) :- run_closure(M, C, G, [A, B]).
run(M, C, G, A, B, D) :- run_closure(M, C, G, [A, B, D]).
run(M, C, G, A, B, D, E) :- run_closure(M, C, G, [A, B, D, E]).
run(M, C, G, A, B, D, E, F) :- run_closure(M, C, G, [A, B, D, E, F]).

run_closure(M, Clause, Closure, Extra) :-
    applied(Closure, Extra, Clause, Goal),
    certain_code(Goal, x(M, Clause, open), Code),
    call(M:Code).

applied(Closure, _, Clause, _) :-
    var(Closure),
    !,
    throw(neurosym(error, Clause, error(instantiation_error, _))).
applied(Lambda, Extra, _, Goal) :-
    nonvar(Lambda),
    Lambda = (Parameters >> _),
    !,
    copy_lambda(Parameters, Lambda, Copy >> Body),
    bind(Copy, Extra, Rest),
    (   Rest == []
    ->  Goal = Body
    ;   Body =.. List0,
        append(List0, Rest, List),
        Goal =.. List
    ).
applied(Closure, Extra, Clause, Goal) :-
    (   callable(Closure)
    ->  Closure =.. List0,
        append(List0, Extra, List),
        Goal =.. List
    ;   throw(neurosym(error, Clause, error(type_error(callable, Closure), _)))
    ).

%   A lambda's variables are its own, except those before a slash.

copy_lambda(Free/_, Lambda, Parameters >> Body) :-
    !,
    copy_term(Free-Lambda, Free-(_/Parameters >> Body)).
copy_lambda(_, Lambda, Copy) :-
    copy_term(Lambda, Copy).

bind([], Rest, Rest) :- !.
bind([P|Ps], [E|Es], Rest) :-
    !,
    P = E,
    bind(Ps, Es, Rest).
bind(_, [], []).

%!  run_uncertain(+M, +Clause, +Mode, +Body, -Lits0, ?Lits) is nondet.
%
%   Run a body that was known only when it ran and may depend on something uncertain.

run_uncertain(M, Clause, Mode, Body0, L0, L) :-
    (   nonvar(Body0),
        Body0 = apply_closure(Closure, Extra)
    ->  applied(Closure, Extra, Clause, Body)
    ;   applied(Body0, [], Clause, Body)
    ),
    translate(Body, x(M, Clause, Mode), L0, L, Code),
    call(M:Code).

%!  each(+Name, +M, +Clause, +Mode, +Arguments, -Lits0, ?Lits) is nondet.
%
%   maplist, foldl, include, exclude and partition over a closure that may be uncertain.

each(maplist, M, Clause, Mode, [Closure|Lists], L0, L) :-
    (   maplist(=([]), Lists),
        L0 = L
    ;   maplist(first_rest, Lists, Firsts, Rests),
        run_uncertain(M, Clause, Mode, apply_closure(Closure, Firsts), L0, L1),
        each(maplist, M, Clause, Mode, [Closure|Rests], L1, L)
    ).
each(foldl, M, Clause, Mode, [Closure|Arguments], L0, L) :-
    append(Lists, [V0, V], Arguments),
    !,
    (   maplist(=([]), Lists),
        V0 = V,
        L0 = L
    ;   maplist(first_rest, Lists, Firsts, Rests),
        append(Firsts, [V0, V1], Extra),
        run_uncertain(M, Clause, Mode, apply_closure(Closure, Extra), L0, L1),
        append(Rests, [V1, V], Arguments1),
        each(foldl, M, Clause, Mode, [Closure|Arguments1], L1, L)
    ).
each(include, M, Clause, Mode, [Closure, List, In], L0, L) :-
    split(List, x(M, Clause, Mode), Closure, In, _, L0, L).
each(exclude, M, Clause, Mode, [Closure, List, Out], L0, L) :-
    split(List, x(M, Clause, Mode), Closure, _, Out, L0, L).
each(partition, M, Clause, Mode, [Closure, List, In, Out], L0, L) :-
    split(List, x(M, Clause, Mode), Closure, In, Out, L0, L).

first_rest([First|Rest], First, Rest).

split([], _, _, [], [], L, L).
split([X|Xs], Context, Closure, In, Out, L0, L) :-
    Context = x(M, Clause, Mode),
    (   In = [X|In1],
        run_uncertain(M, Clause, Mode, apply_closure(Closure, [X]), L0, L1),
        split(Xs, Context, Closure, In1, Out, L1, L)
    ;   Out = [X|Out1],
        applied(Closure, [X], Clause, Goal),
        run_uncertain(M, Clause, Mode, \+ Goal, L0, L1),
        split(Xs, Context, Closure, In, Out1, L1, L)
    ).

%!  tabled_call(+M, +Code) is nondet.
%
%   Run a recursive certain predicate under tabling, so that left recursion ends.

:- table tabled_call/2.

tabled_call(M, Code) :-
    call(M:Code).

%!  guard(+Clause, :Goal) is nondet.
%
%   Run Goal; an error names the clause.

:- meta_predicate guard(+, 0).

guard(Clause, Goal) :-
    catch(Goal, error(Formal, Context), throw(neurosym(error, Clause, error(Formal, Context)))).

%!  unknown_predicate(+Clause, +Indicator)
%
%   Throw: nothing defines the predicate.

unknown_predicate(Clause, Indicator) :-
    throw(neurosym(unknown, Clause, Indicator)).

%!  unsupported(+Clause, +Goal)
%
%   Throw: the goal may not depend on something uncertain.

unsupported(Clause, Goal) :-
    functor(Goal, Name, Arity),
    throw(neurosym(unsupported, Clause, Name/Arity)).

%!  rule_output(+Term, +End)
%
%   What a rule prints goes to standard error: standard output is the caller's.

rule_output(Term, End) :-
    format(user_error, '~w~w', [Term, End]).

                 /*******************************
                 *         COMPARISONS          *
                 *******************************/

%!  compare(+M, +Clause, +Comparison, -Lits0, ?Lits)
%
%   A comparison or `is`. Over numbers it is decided here; over a column it becomes a leaf. Of a
%   comparison and its opposite only one becomes a leaf, the other is its negation.

compare(M, Clause, Goal, L0, L) :-
    Goal =.. [Op, A, B],
    (   Op == is
    ->  assign(M, Clause, A, B, L0, L)
    ;   has_column(A-B)
    ->  expression(A, Clause, EA),
        expression(B, Clause, EB),
        normal(Op, NormalOp, Sign),
        test_literal('$test'(NormalOp, EA, EB), Id),
        Lit is Sign * Id,
        L0 = [Lit|L]
    ;   (   hardened(Goal, Hard)
        ->  guard(Clause, Hard)
        ;   guard(Clause, Goal)
        ),
        L0 = L
    ).

test_literal(Test, Id) :-
    atom_number_of(Test, Id),
    new_leaf(Id, test).

assign(M, Clause, X, E, L0, L) :-
    (   has_column(E)
    ->  (   var(X)
        ->  expression(E, Clause, X),
            L0 = L
        ;   compare(M, Clause, X =:= E, L0, L)
        )
    ;   has_column(X)
    ->  compare(M, Clause, X =:= E, L0, L)
    ;   guard(Clause, X is E),
        L0 = L
    ).

has_column(Term) :-
    sub_term_column(Term),
    !.

sub_term_column(Term) :-
    compound(Term),
    (   Term = '$c'(_)
    ->  true
    ;   arg(_, Term, Arg),
        sub_term_column(Arg)
    ).

expression(E, Clause, _) :-
    var(E),
    !,
    throw(neurosym(error, Clause, error(instantiation_error, _))).
expression('$c'(V), _, '$c'(V)) :- !.
expression(E, Clause, N) :-
    \+ has_column(E),
    !,
    (   E = t(Start),
        number(Start)
    ->  N = '$t'(Start, Clause)
    ;   guard(Clause, N is E)
    ).
expression(E, Clause, New) :-
    E =.. [Op|Arguments],
    length(Arguments, Count),
    (   memberchk(Op/Count, [(+)/2, (-)/2, (*)/2, (/)/2, min/2, max/2, abs/1, (-)/1, (+)/1])
    ->  maplist(part_expression(Clause), Arguments, NewArguments),
        New =.. [Op|NewArguments]
    ;   throw(neurosym(column_operation, Clause, Op/Count))
    ).

part_expression(Clause, E, New) :-
    expression(E, Clause, New).

normal(<, >=, -1).
normal(>=, >=, 1).
normal(>, >, 1).
normal(=<, >, -1).
normal(=:=, =:=, 1).
normal(=\=, =:=, -1).
