:- module(neurosym_compile,
          [ compile_program/2,          % +Program, +M
            class/3,                    % +M, +Goal, -Class
            code_number/2,              % +Code, -Id
            plain_body/2,               % +M, +Body
            clause_variables/4,         % +M, +Heads, +Body, -Variables
            recorder/4,                 % +Alternative, +Head, +M, -Recorder
            symbolic_goal/1             % +Goal
          ]).

/** <module> From a program's clauses to Prolog code that grounds them

Each predicate gets a class:

  - `certain(Code)`: no uncertain fact reaches it; it runs as plain Prolog. `'$over_cycle'(Head)`
    tells that it reaches a tabled one
  - `tabled(Code)`: the same, and recursive: its answers are tabled, as ProbLog's are
  - `facts(Code, Kind)`: uncertain ground facts, each atom a leaf
  - `rules(Code)`: uncertain; a call to its code records the ground instances of its clauses and
    binds the last argument to the number of the atom. `'$plain'(Head)` tells that the predicate
    does not depend on itself
  - `case`: atoms that a case decides

The code of an uncertain body threads a list of literals, those that the instance depends on.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_syntax).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).
:- use_module(neurosym_cycles).
:- use_module(neurosym_steps).
:- use_module(neurosym_translate).

                 /*******************************
                 *           CLASSES            *
                 *******************************/

%!  class(+M, +Goal, -Class)
%
%   Class of the predicate of Goal in the compiled program M. Fails for one that is not M's own.

class(M, Goal, Class) :-
    M:'$class'(Goal, Class0),
    !,
    Class = Class0.

%!  code_number(+Code, -Id)
%
%   Id is the argument of a `rules(Code)` that is the number of its atom.

code_number(Code, Id) :-
    functor(Code, _, Arity),
    arg(Arity, Code, Id).

%!  plain_body(+M, +Body)
%
%   True if nothing uncertain that Body calls depends on itself.

plain_body(M, Body) :-
    \+ ( subgoal(Body, Goal),
         ( Goal == '$dynamic' ; class(M, Goal, rules(_)), \+ M:'$plain'(Goal) ) ).

%!  compile_program(+Program, +M)
%
%   Compile the clauses of Program into module M, where the atoms of a case and the options are
%   already.

compile_program(Program, M) :-
    forall(clause_head(Program, M, _, Head, Fact), note_head(M, Head, Fact)),
    forall(clause_body(Program, Heads, Body), note_calls(M, Heads, Body)),
    note_uncertain(Program, M),
    note_cycles(M),
    classify(M),
    forall(item(Program, Index, Kind, Heads, Body, _, _),
           compile_item(Kind, Index, Heads, Body, M)),
    forall(M:'$given'(Head), compile_item(rule, -1, [certain-Head], true, M)),
    forall(retract(M:'$heads'(Trie)), trie_destroy(Trie)).

%   clause_head(+Program, +M, -P, -Head, -Fact): Fact is `true` for a ground fact on its own.

clause_head(Program, _, P, Head, Fact) :-
    clause_item(Program, Heads, Body),
    member(P-Head, Heads),
    (   Body == true,
        Heads = [_],
        ground(Head),
        plain_probability(P)
    ->  Fact = true
    ;   Fact = false
    ).
clause_head(_, M, certain, Head, true) :-
    M:'$given'(Head).

plain_probability(P) :-
    number(P),
    !.
plain_probability(certain).
plain_probability(?).
plain_probability(P) :-
    compound(P),
    functor(P, t, _),
    ground(P).

note_head(M, Head, Fact) :-
    functor(Head, Name, Arity),
    functor(General, Name, Arity),
    (   M:'$defined'(General)
    ->  ( retract(M:'$lone'(Name/Arity)) -> true ; true )
    ;   assertz(M:'$defined'(General)),
        assertz(M:'$lone'(Name/Arity))
    ),
    (   M:'$ruled'(General)
    ->  true
    ;   Fact == true,
        M:'$heads'(Trie),
        trie_insert(Trie, Head)
    ->  true
    ;   assertz(M:'$ruled'(General))
    ).

clause_item(Program, Heads, Body) :-
    item(Program, _, Kind, Heads, Body, _, _),
    ( Kind == rule -> true ; Kind == disjunction ).

clause_body(Program, Heads, Body) :-
    clause_item(Program, Heads, Body),
    Body \== true.

note_calls(M, Heads, Body) :-
    findall(Name/Arity, ( member(_-Head, Heads), functor(Head, Name, Arity) ), Callers0),
    sort(Callers0, Callers),
    forall(( subgoal(Body, Goal),
             called(M, Goal, Callee),
             member(Caller, Callers) ),
           note_call(M, Caller, Callee)),
    forall(( waiting_goal(Body, Goal),
             M:'$defined'(Goal),
             functor(Goal, Name, Arity),
             member(Caller, Callers) ),
           assertz(M:'$waits'(Name/Arity, Caller))).

%   waiting_goal(+Body, -Goal): Goal is called where all its answers must be known.

waiting_goal(Body, Goal) :-
    waiting(Body, Inner),
    subgoal(Inner, Goal),
    callable(Goal).

called(_, '$dynamic', '$dynamic') :- !.
called(_, !, '$cut') :- !.
called(M, Goal, Name/Arity) :-
    (   M:'$defined'(Goal)
    ;   M:'$case'(Goal)
    ),
    !,
    functor(Goal, Name, Arity).
called(M, Goal, '$arithmetic') :-
    M:'$column'(_, _),
    symbolic_goal(Goal),
    !.

symbolic_goal(Goal) :-
    compound(Goal),
    functor(Goal, Op, 2),
    memberchk(Op, [<, >, =<, >=, =:=, =\=, is]).

note_call(M, Caller, Callee) :-
    (   M:'$calls'(Callee, Caller)
    ->  true
    ;   assertz(M:'$calls'(Callee, Caller))
    ).

%   A predicate is uncertain if it has uncertain clauses, or a case decides it, or it depends on its
%   own negation, or it calls an uncertain one. A goal known only when it runs may be any predicate.

note_uncertain(Program, M) :-
    findall(Name/Arity, uncertain_seed(Program, M, Name/Arity), Seeds0),
    sort(Seeds0, Seeds),
    (   Seeds == []
    ->  All = []
    ;   All = ['$dynamic', '$arithmetic'|Seeds]
    ),
    spread(All, M).

uncertain_seed(Program, _, Name/Arity) :-
    item(Program, _, disjunction, Heads, _, _, _),
    member(_-Head, Heads),
    functor(Head, Name, Arity).
uncertain_seed(_, M, Name/Arity) :-
    M:'$case'(Head),
    functor(Head, Name, Arity).
uncertain_seed(_, M, Name/Arity) :-
    M:'$observed'(Head),
    functor(Head, Name, Arity).
uncertain_seed(_, M, Indicator) :-
    M:'$waits'(Callee, Caller),
    callers([Caller], M, Above),
    memberchk(Callee, Above),
    member(Indicator, [Caller, Callee]).
uncertain_seed(_, M, Name/Arity) :-
    M:'$option'(explain),
    M:'$defined'(Head),
    functor(Head, Name, Arity),
    \+ M:'$calls'('$cut', Name/Arity).

spread([], _).
spread([Indicator|Queue], M) :-
    (   M:'$uncertain'(Indicator)
    ->  spread(Queue, M)
    ;   assertz(M:'$uncertain'(Indicator)),
        findall(Caller, M:'$calls'(Indicator, Caller), Callers),
        append(Callers, Queue, Queue1),
        spread(Queue1, M)
    ).

classify(M) :-
    forall(M:'$case'(Head), assertz(M:'$class'(Head, case))),
    forall(( M:'$defined'(Head),
             \+ M:'$case'(Head) ),
           ( classify_head(M, Head, Class),
             assertz(M:'$class'(Head, Class)) )),
    note_over_cycles(M).

%   Certain predicates that are not recursive and reach one that is: findall/3 and conditions call
%   their clauses, as the answers of the recursive one are in no order.

note_over_cycles(M) :-
    findall(Name/Arity,
            ( M:'$class'(Head, tabled(_)), functor(Head, Name, Arity) ), Tabled),
    callers(Tabled, M, Callers),
    forall(( member(Name/Arity, Callers),
             functor(Head, Name, Arity),
             class(M, Head, certain(_)),
             \+ M:'$calls'('$cut', Name/Arity) ),
           assertz(M:'$over_cycle'(Head))).

classify_head(M, Head, Class) :-
    functor(Head, Name, Arity),
    Head =.. [_|Arguments],
    (   M:'$uncertain'(Name/Arity)
    ->  (   M:'$ruled'(Head)
        ->  atom_concat('r ', Name, CodeName),
            Class = rules(Code),
            note_plain(M, Head)
        ;   atom_concat('f ', Name, CodeName),
            Class = facts(Code, Extra)
        )
    ;   M:'$cyclic'(Name/Arity, _),
        callers([Name/Arity], M, Component),
        \+ ( member(Other, Component),
             M:'$calls'('$cut', Other) )
    ->  atom_concat('t ', Name, CodeName),
        Class = tabled(Code)
    ;   atom_concat('c ', Name, CodeName),
        Class = certain(Code)
    ),
    (   M:'$uncertain'(Name/Arity)
    ->  append(Arguments, [Extra], CodeArguments)
    ;   CodeArguments = Arguments
    ),
    Code =.. [CodeName|CodeArguments],
    functor(Code, _, CodeArity),
    dynamic(M:CodeName/CodeArity).

%   A predicate is plain if it does not depend on itself; a goal known only when it runs may be any.
%   A component is simple if none of its predicates waits for all answers of one of them.

note_plain(M, Head) :-
    functor(Head, Name, Arity),
    (   M:'$open_ended'(Name/Arity)
    ->  true
    ;   M:'$cyclic'(Name/Arity, Component)
    ->  (   M:'$waits'(Callee, Caller),
            M:'$cyclic'(Callee, Component),
            M:'$cyclic'(Caller, Component)
        ->  true
        ;   assertz(M:'$simple'(Head, Component))
        )
    ;   assertz(M:'$plain'(Head))
    ).

                 /*******************************
                 *           CLAUSES            *
                 *******************************/

compile_item(rule, Index, [certain-Head], Body, M) :-
    !,
    class(M, Head, Class),
    compile_rule(Class, Index, Head, Body, M).
compile_item(disjunction, Index, [P-Head], true, M) :-
    class(M, Head, facts(Code, fact(Index, P))),
    !,
    assertz(M:Code).
compile_item(disjunction, Index, Heads, Body, M) :-
    !,
    length(Heads, Count),
    clause_variables(M, Heads, Body, Variables),
    translate(Body, x(M, Index, open), Lits, Rest, Code),
    forall(nth0(N, Heads, P-Head),
           compile_alternative(alternative(Index, N, Count, P, Variables), Head,
                               body(Code, Lits, Rest), M)),
    forall(( member(_-Head, Heads), class(M, Head, rules(HeadCode)) ),
           near_miss(HeadCode, Index, Head, Body, M)).
compile_item(_, _, _, _, _).

compile_rule(certain(Code), Index, _, Body, M) :-
    assert_certain(Code, Index, Body, M).
compile_rule(tabled(Code), Index, _, Body, M) :-
    assert_certain(Code, Index, Body, M).
compile_rule(facts(Code, certain(Index)), Index, _, true, M) :-
    assertz(M:Code).
compile_rule(rules(Code), Index, Head, Body, M) :-
    code_number(Code, Id),
    translate(Body, x(M, Index, open), Lits, [], BodyCode),
    assertz(M:(Code :- BodyCode, record(M, Index, Head, Id, Lits))),
    near_miss(Code, Index, Head, Body, M).
compile_rule(case, _, _, _, _).

assert_certain(Code, Index, Body, M) :-
    certain_code(Body, x(M, Index, open), BodyCode),
    assertz(M:(Code :- BodyCode)).

compile_alternative(Alternative, Head, body(Body, Lits, Rest), M) :-
    (   class(M, Head, rules(Code))
    ->  code_number(Code, Id),
        recorder(Alternative, Head, M, Recorder),
        Record =.. [Recorder, M, Alternative, Head, Id, Lits, Rest],
        assertz(M:(Code :- Body, Record))
    ;   true
    ).

%!  clause_variables(+M, +Heads, +Body, -Variables)
%
%   Variables are those whose values tell the instances of a clause apart: all but those that occur
%   nowhere but within a negation, in a condition that takes its first solution, or among the
%   solutions that a goal collects.

clause_variables(M, Heads, Body, Variables) :-
    outer_part(Body, M, Outer),
    term_variables(Heads-Outer, Variables).

outer_part(Body, _, Body) :-
    \+ compound(Body),
    !.
outer_part(Body, M, Outers) :-
    connective(Body, Parts),
    \+ negation_of(Body),
    \+ Body = (_ -> _),
    !,
    maplist(outer_of(M), Parts, Outers).
outer_part((_ -> Then), M, Outer) :-
    !,
    outer_part(Then, M, Outer).
outer_part(Body, M, Outer) :-
    inner_part(Body, Outer0),
    \+ class(M, Body, _),
    !,
    Outer = Outer0.
outer_part(Body, _, Body).

outer_of(M, Body, Outer) :-
    outer_part(Body, M, Outer).

%   inner_part(+Goal, -Outer): the variables of Goal are its own, but for those of Outer.

inner_part(Goal, none) :-
    negation_of(Goal).
inner_part(forall(_, _), none).
inner_part(ignore(_), none).
inner_part(findall(_, _, List), List).
inner_part(findall(_, _, List, Rest), List-Rest).
inner_part(all(_, _, List), List).
inner_part(all_or_none(_, _, List), List).
inner_part(aggregate_all(_, _, Result), Result).

negation_of(Goal) :-
    compound(Goal),
    compound_name_arity(Goal, Name, Arity),
    ( Name == (\+) ; Name == not, Arity =:= 1 ),
    !.

%!  recorder(+Alternative, +Head, +M, -Recorder)
%
%   What records the instances of a probabilistic clause: `record_lone` or `record_chance`.
%   Instances of the only clause of a predicate that differ have heads that differ, if all variables
%   of the clause are in its head.

recorder(alternative(_, _, Count, _, Variables), Head, M, Recorder) :-
    (   Count =:= 1,
        functor(Head, Name, Arity),
        M:'$lone'(Name/Arity),
        term_variables(Head, Own),
        same_length(Own, Variables)
    ->  Recorder = record_lone
    ;   Recorder = record_chance
    ).
