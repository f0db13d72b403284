:- module(neurosym_translate,
          [ hardened/2,
            certain_body/2,             % +M, +Body
            certain_code/3,             % +Body, +Context, -Code
            translate/5                 % +Body, +Context, ?Lits0, ?Lits, -Code
          ]).

/** <module> Bodies of clauses to code that runs them or records what they depend on

Context is `x(M, Clause, Mode)`: the compiled program, the clause for messages, and how goals are
called: `open`; `ordered`, with all answers known before the first; `in_order`, with the answers in
the order of the clauses, where the first is taken; `proofs`, once for each proof, for findall/3.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_compile).
:- use_module(neurosym_problog).
:- use_module(neurosym_proofs).
:- use_module(neurosym_solutions).
:- use_module(neurosym_steps).

                 /*******************************
                 *         CERTAIN CODE         *
                 *******************************/

%!  certain_body(+M, +Body)
%
%   True if nothing that Body calls is uncertain.

certain_body(M, Body) :-
    \+ ( subgoal(Body, Goal),
         uncertain_goal(M, Goal) ).

uncertain_goal(M, '$dynamic') :-
    !,
    M:'$uncertain'('$dynamic').
uncertain_goal(M, Goal) :-
    class(M, Goal, Class),
    !,
    uncertain_class(Class).
uncertain_goal(M, Goal) :-
    symbolic_goal(Goal),
    M:'$uncertain'('$arithmetic'),
    M:'$column'(_, _),
    !.

uncertain_class(facts(_, _)).
uncertain_class(rules(_)).
uncertain_class(case).

%!  certain_code(+Body, +Context, -Code)
%
%   Code runs Body, in which nothing is uncertain. Context is `x(M, Clause, Mode)`.

certain_code(Goal, x(M, Clause, _), run(M, Clause, Goal)) :-
    var(Goal),
    !.
certain_code(Goal, X, Code) :-
    X = x(M, Clause, _),
    (   same_goal(M, Goal, Other)
    ->  certain_code(Other, X, Code)
    ;   certain_collect(Goal, X, Code)
    ->  true
    ;   library_goal(M, Clause, Goal, Code)
    ),
    !.
certain_code((If -> Then), X, (IfCode -> ThenCode)) :-
    !,
    first_code(If, X, IfCode),
    certain_code(Then, X, ThenCode).
certain_code(ignore(Goal), X, ignore(Code)) :-
    !,
    first_code(Goal, X, Code).
certain_code(Goal, X, Code) :-
    hardened(Goal, Hard),
    !,
    certain_code(Hard, X, Code).
certain_code(Goal, X, Code) :-
    control_parts(Goal, Parts, Code, PartCodes),
    !,
    maplist(part_code(X), Parts, PartCodes).
certain_code(Goal, X, Code) :-
    X = x(M, Clause, Mode),
    class(M, Goal, Class),
    !,
    class_code(Class, M, Mode, Goal, Code0),
    guarded(M, Clause, Code0, Code).
certain_code(Goal, X, Code) :-
    meta_arguments(Goal, Pairs),
    !,
    Goal =.. [Name|Arguments],
    X = x(M, Clause, Mode0),
    (   collects_proofs(Goal)
    ->  Mode = proofs
    ;   Mode = Mode0
    ),
    foldl(replace_closure(x(M, Clause, Mode)), Pairs, Arguments, NewArguments),
    Code0 =.. [Name|NewArguments],
    guarded(M, Clause, Code0, Code).
certain_code(Goal, x(M, Clause, _), Code) :-
    functor(Goal, Name, Arity),
    (   output(Goal, Code)
    ->  true
    ;   builtin(Name, Arity)
    ->  guarded(M, Clause, Goal, Code)
    ;   unknown_fails(M, Name/Arity)
    ->  Code = fail
    ;   Code = unknown_predicate(Clause, Name/Arity)
    ).

%!  hardened(+Comparison, -Hard)
%
%   True if one side of Comparison is a learnable threshold, which in Hard is the number that it
%   starts from.

hardened(Comparison, Hard) :-
    Comparison =.. [Op, A, B],
    memberchk(Op, [<, >, =<, >=]),
    (   threshold(B, Start)
    ->  Hard =.. [Op, A, Start]
    ;   threshold(A, Start),
        Hard =.. [Op, Start, B]
    ).

threshold(Term, Start) :-
    nonvar(Term),
    Term = t(Start),
    number(Start).

%   Goals that collect each proof of a goal, where a recursive predicate's answers are tabled.

collects_proofs(aggregate_all(Spec, _, _)) :-
    Spec \= set(_).
collects_proofs(bagof(_, _, _)).

%   Code of a goal whose first solution counts.

first_code(Goal, x(M, Clause, _), Code) :-
    certain_code(Goal, x(M, Clause, in_order), Code).

part_code(X, Part, Code) :-
    certain_code(Part, X, Code).

control_parts((A, B), [A, B], (C, D), [C, D]).
control_parts((A ; B), [A, B], (C ; D), [C, D]).
control_parts((A *-> B), [A, B], (C *-> D), [C, D]).
control_parts(\+ A, [A], \+ C, [C]).
control_parts(not(A), [A], \+ C, [C]).
control_parts(forall(A, B), [A, B], forall(C, D), [C, D]).
control_parts(V^A, [A], V^C, [C]).
control_parts(!, [], !, []).

class_code(tabled(_), M, proofs, Goal, certain_proofs(M, Goal)) :- !.
class_code(tabled(_), M, in_order, Goal, certain_in_order(M, Goal)) :- !.
class_code(tabled(Code), M, _, _, tabled_call(M, Code)).
class_code(certain(_), M, Mode, Goal, Code) :-
    M:'$over_cycle'(Goal),
    memberchk(Mode-Code,
              [proofs-certain_proofs(M, Goal), in_order-certain_in_order(M, Goal)]),
    !.
class_code(certain(Code), _, _, _, Code).

output(write(T), rule_output(T, "")).
output(print(T), rule_output(T, "")).
output(writeln(T), rule_output(T, "\n")).
output(nl, rule_output('', "\n")).

guarded(M, Clause, Code0, Code) :-
    (   M:'$option'(guarded)
    ->  Code = guard(Clause, Code0)
    ;   Code = Code0
    ).

replace_closure(x(M, Clause, Mode), Closure-Extra, Arguments0, Arguments) :-
    (   nonvar(Closure),
        Closure = V^Goal
    ->  certain_code(Goal, x(M, Clause, Mode), Code0),
        Code = V^Code0
    ;   Extra == 0
    ->  certain_code(Closure, x(M, Clause, Mode), Code)
    ;   Code = run(M, Clause, Closure)
    ),
    select_same(Closure, Arguments0, Code, Arguments),
    !.

select_same(Old, [Arg|Args], New, [New|Args]) :-
    Arg == Old,
    !.
select_same(Old, [Arg|Args0], New, [Arg|Args]) :-
    select_same(Old, Args0, New, Args).

                 /*******************************
                 *        UNCERTAIN CODE        *
                 *******************************/

%!  translate(+Body, +Context, ?Lits0, ?Lits, -Code)
%
%   Code runs Body and puts the literals that a solution depends on between Lits0 and Lits.

translate(Body, x(M, Clause, Mode), L0, L, run_uncertain(M, Clause, Mode, Body, L0, L)) :-
    var(Body),
    !.
translate(Body, x(M, Clause, Mode), L0, L, Code) :-
    class(M, Body, Class),
    uncertain_class(Class),
    !,
    call_code(Class, M, Clause, Mode, Body, L0, L, Code).
translate(Body, X, L0, L, Code) :-
    X = x(M, _, _),
    same_goal(M, Body, Other),
    !,
    translate(Other, X, L0, L, Code).
translate(Body, X, L0, L, Code) :-
    X = x(M, _, _),
    Body \== !,
    \+ ( several_goals(Body), M:'$option'(steps) ),
    certain_body(M, Body),
    !,
    certain_code(Body, X, Code0),
    stepped(Body, Code0, M, L0, L, Code).
translate(Body, X, L0, L, Code) :-
    connect(Body, X, L0, L, Code),
    !.
translate(Body, X, L0, L, Code) :-
    collect(Body, X, L0, L1, Code0),
    !,
    X = x(M, _, _),
    stepped(Body, Code0, M, L1, L, Code).
translate(Body, x(M, Clause, _), L0, L, compare(M, Clause, Body, L0, L)) :-
    symbolic_goal(Body),
    !.
translate(Body, x(_, Clause, _), _, _, unsupported(Clause, Body)).

several_goals((_, _)).
several_goals((_ ; _)).
several_goals((_ -> _)).
several_goals((_ *-> _)).

connect((A, B), X, L0, L, (CodeA, CodeB)) :-
    translate(A, X, L0, L1, CodeA),
    translate(B, X, L1, L, CodeB).
connect((If -> Then ; Else), X, L0, L, Code) :-
    condition(If, Then, Else, X, L0, L, Code).
connect((If *-> Then ; Else), X, L0, L, (CodeA ; CodeB)) :-
    translate((If, Then), X, L0, L, CodeA),
    translate((\+ If, Else), X, L0, L, CodeB).
connect((If -> Then), X, L0, L, Code) :-
    condition(If, Then, fail, X, L0, L, Code).
connect((A ; B), X, L0, L, (CodeA ; CodeB)) :-
    translate(A, X, L0, L, CodeA),
    translate(B, X, L0, L, CodeB).
connect(\+ Body, X, L0, L, Code) :-
    negation(Body, X, L0, L, Code).
connect(not(Body), X, L0, L, Code) :-
    negation(Body, X, L0, L, Code).
connect(forall(A, B), X, L0, L, Code) :-
    negation((A, \+ B), X, L0, L, Code).
connect(ignore(Body), X, L0, L, Code) :-
    condition(Body, true, true, X, L0, L, Code).
connect(call(Body), X, L0, L, Code) :-
    translate(Body, X, L0, L, Code).
connect(Goal, x(M, Clause, Mode), L0, L, run_uncertain(M, Clause, Mode, Body, L0, L)) :-
    compound(Goal),
    Goal =.. [call, Closure|Extra],
    extended(Closure, Extra, Body).
connect(Goal, x(M, Clause, Mode), L0, L, each(Name, M, Clause, Mode, Arguments, L0, L)) :-
    Goal =.. [Name|Arguments],
    memberchk(Name, [maplist, foldl, include, exclude, partition]),
    functor(Goal, Name, Arity),
    builtin(Name, Arity),
    \+ class(M, Goal, _).

extended(Closure, Extra, apply_closure(Closure, Extra)).

%   A condition that is certain is an ordinary one; else its first solution is taken in the worlds
%   where it holds and no earlier one does.

condition(If, Then, Else, X, L0, L, (CodeIf -> Holds, CodeThen ; Fails, CodeElse)) :-
    X = x(M, _, _),
    certain_body(M, If),
    !,
    first_code(If, X, CodeIf),
    stepped(If, true, M, L0, L1, Holds),
    stepped(\+ If, true, M, L0, L2, Fails),
    translate(Then, X, L1, L, CodeThen),
    translate(Else, X, L2, L, CodeElse).
condition(If, Then, Else, X, L0, L, Code) :-
    Code = ( solutions(M, Variables-Lits, CodeIf, Solutions),
             (   first_solution(Solutions, M, Variables, L0, L1),
                 CodeThen
             ;   no_solution(Solutions, M, L0, L2),
                 CodeElse
             ) ),
    X = x(M, Clause, _),
    term_variables(If, Variables),
    translate(If, x(M, Clause, in_order), Lits, [], CodeIf),
    translate(Then, X, L1, L, CodeThen),
    translate(Else, X, L2, L, CodeElse).

negation(Body, x(M, Clause, _), L0, L, Code) :-
    (   callable(Body),
        class(M, Body, Class),
        uncertain_class(Class)
    ->  Code = negate(M, Clause, Body, L0, L)
    ;   plain_body(M, Body)
    ->  Key = '$none'(Body),
        translate(Body, x(M, Clause, open), Lits, [], BodyCode),
        NoneCode0 = ( BodyCode, record(M, -1, Key, Id, Lits) ),
        (   near_code(M, -1, '$id'(Id), Body, Near)
        ->  NoneCode = ( NoneCode0 ; Near )
        ;   NoneCode = NoneCode0
        ),
        Code = negate_plain(M, Key, NoneCode, Id, L0, L)
    ;   Code = negate_body(M, Clause, Body, L0, L)
    ).

call_code(facts(Code, Kind), M, Clause, _, Goal, L0, L,
          (Check, Code, fact_literal(Kind, M, Goal, L0, L))) :-
    observed_check(M, Clause, Goal, Check).
call_code(rules(Code), M, Clause, Mode, Goal, L0, L, (Check, Call)) :-
    observed_check(M, Clause, Goal, Check),
    (   Mode == in_order
    ->  Call = in_order(M, Goal, L0, L)
    ;   Mode == proofs
    ->  Call = proofs(M, Goal, L0, L)
    ;   M:'$plain'(Goal)
    ->  code_number(Code, Id),
        Call = call_plain(M, Goal, Code, Id, L0, L)
    ;   M:'$simple'(Goal, Component)
    ->  code_number(Code, Id),
        Call = call_cyclic(M, Goal, Code, Id, Component, Mode, L0, L)
    ;   Mode == ordered
    ->  Call = call_ordered(M, Goal, L0, L)
    ;   Call = call_open(M, Goal, L0, L)
    ).
call_code(case, M, Clause, _, Goal, L0, L, call_case(M, Clause, Goal, L0, L)).

observed_check(M, Clause, Goal, Check) :-
    (   M:'$observed'(Goal)
    ->  Check = observed(M, Clause, Goal)
    ;   Check = true
    ).
