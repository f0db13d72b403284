:- module(neurosym_check,
          [ check_program/4,            % +Program, +States, +Columns, -Out
            advise_program/3            % +Program, +Given, -Out
          ]).

/** <module> Faults that need the whole program

Those that keep it from running, unknown predicates and states, and those that only deserve a look.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(pairs)).
:- use_module(neurosym_advice).
:- use_module(neurosym_builtins).
:- use_module(neurosym_case).
:- use_module(neurosym_chances).
:- use_module(neurosym_items).
:- use_module(neurosym_kinds).
:- use_module(neurosym_never).
:- use_module(neurosym_parts).
:- use_module(neurosym_redundant).
:- use_module(neurosym_values).
:- use_module(neurosym_syntax).
:- use_module(neurosym_write).

%!  check_program(+Program, +States, +Columns, -Out)
%
%   Out is a list of `[File, Offset, Code|Arguments]`. States are the `[Text, Variable, State]` and
%   Columns the `[Text, Variable]` lists of a case.

check_program(Program, States, Columns, Out) :-
    maplist(parsed, States, StateAtoms),
    maplist(parsed, Columns, ColumnAtoms),
    append(StateAtoms, ColumnAtoms, Atoms),
    findall([File, At|Fault],
            ( goal_at(Program, File, Goal, Names, place(From, Base, Pos)),
              goal_fault(Goal, Names, Program, Atoms, N, Fault),
              goal_offset(place(From, Base, Pos), N, At) ),
            GoalFaults),
    findall([File, From, "decided_by_case", Text],
            defined_although_decided(Program, Atoms, File, From, Text),
            HeadFaults),
    findall([File, From, "scattered", Text],
            ( scattered(Program, Name0/Arity, File, From),
              written_name(Program, Name0, Arity, Name),
              Name/Arity \== (:)/2,
              \+ setting(Program, discontiguous, Name/Arity),
              indicator_text(Name/Arity, Text) ),
            Scattered),
    findall([File, At, "no_such_predicate", WhatText, Text|Near],
            nothing_noted(Program, Atoms, File, At, WhatText, Text, Near),
            Noted),
    append([GoalFaults, HeadFaults, Scattered, Noted], Out0),
    list_to_set(Out0, Out).

parsed([Text|_], Atom) :-
    term_string(Atom, Text, [module(neurosym_syntax)]).

%   Every goal that the program calls, with its place.

goal_at(Program, File, Goal, Names, place(From, Base, GoalPos)) :-
    item(Program, _, _, _, Body, Names, place(File, From, _, at(Base, Pos))),
    asked_body(Program, Body, Pos, Asked, AskedPos),
    subgoal(Program, Asked, AskedPos, Goal, GoalPos),
    Goal \== '$dynamic',
    callable(Goal),
    \+ tried(Body, Goal).
goal_at(Program, File, Goal, Names, place(From, 0, _)) :-
    item(Program, _, Kind, [_-Head], true, Names, place(File, From, _, _)),
    memberchk(Kind, [query, evidence]),
    arg(1, Head, Body),
    subgoal(Body, Goal),
    Goal \== '$dynamic',
    callable(Goal).

%   asked_body(+Program, +Body, +Pos, -Asked, -AskedPos): Asked is what the author wrote where Body is an
%   aggregate of the head.

asked_body(Program, Body, Pos, Asked, AskedPos) :-
    Body = aggregate(_, _, _, Asked, _),
    setting(Program, import, aggregate),
    nonvar(Pos),
    Pos = term_position(_, _, _, _, [_, _, _, AskedPos, _]),
    !.
asked_body(_, Body, Pos, Body, Pos).

%   goal_offset(+Place, +N, -At): where the Nth argument of a goal starts, or for 0 the goal.

goal_offset(place(From, Base, Pos0), N, At) :-
    strip_parentheses(Pos0, Pos),
    (   nonvar(Pos)
    ->  (   N > 0,
            Pos = term_position(_, _, _, _, Places),
            nth1(N, Places, Place)
        ->  true
        ;   Place = Pos
        ),
        span(Place, Start, _),
        At is Base + Start
    ;   At = From
    ).

%   try_call/1 fails where its goal is unknown.

tried(Body, Goal) :-
    subgoal(Body, Try),
    compound(Try),
    compound_name_arguments(Try, try_call, [First|_]),
    First == Goal.

goal_fault(Goal, Names, _, Atoms, N, ["unknown_state", Text, State|States]) :-
    functor(Goal, Name, Arity),
    functor(General, Name, Arity),
    memberchk(General, Atoms),
    !,
    \+ ( member(Atom, Atoms),
         unifiable(Goal, Atom, _) ),
    unknown_argument(Goal, Atoms, N, Value, Values),
    written_goal(Goal, Names, Text),
    maplist(quoted, [Value|Values], [State|States]).
goal_fault(Goal, _, Program, Atoms, 0, ["unknown_predicate", Text|Known]) :-
    functor(Goal, Name, Arity),
    \+ control(Name/Arity),
    \+ offered(Program, Name, Arity),
    \+ setting(Program, unknown, fail),
    \+ setting(Program, dynamic, Name/Arity),
    \+ defined_by(Program, Name/Arity),
    indicator_text(Name/Arity, Text),
    atom_predicates(Atoms, Known).

%   The first argument, from the right, that no atom of the case has where the others agree.

unknown_argument(Goal, Atoms, N, Value, Values) :-
    functor(Goal, Name, Arity),
    between(1, Arity, Back),
    N is Arity + 1 - Back,
    arg(N, Goal, Value),
    atomic(Value),
    findall(Other,
            ( member(Atom, Atoms),
              functor(Atom, Name, Arity),
              agrees_but(N, Goal, Atom),
              arg(N, Atom, Other) ),
            Values0),
    sort(Values0, Values),
    Values \== [],
    \+ memberchk(Value, Values),
    !.

agrees_but(N, Goal, Atom) :-
    Goal =.. [_|Arguments0],
    Atom =.. [_|Arguments1],
    nth1(N, Arguments0, _, Rest0),
    nth1(N, Arguments1, _, Rest1),
    unifiable(Rest0, Rest1, _).

%   Text of a goal with its variables' names.

written_goal(Goal, Names, Text) :-
    copy_term(Goal-Names, Copy-CopyNames),
    maplist(named, CopyNames),
    term_text(Copy, Text).

named(Name=Variable) :-
    (   var(Variable)
    ->  Variable = '$VAR'(Name)
    ;   true
    ).

quoted(Term, Text) :-
    format(string(Text), '~q', [Term]).

defined_although_decided(Program, Atoms, File, From, Text) :-
    item(Program, _, Kind, Heads, _, _, place(File, From, _, _)),
    memberchk(Kind, [rule, disjunction]),
    member(_-Head, Heads),
    functor(Head, Name, Arity),
    functor(General, Name, Arity),
    memberchk(General, Atoms),
    indicator_text(Name/Arity, Text).

%   nothing_noted(+Program, +Atoms, -File, -At, -What, -Text, -Near): a reading or a setting names what
%   has no clause, is no atom of the case, and is never asked for. Near are the case's predicates.

nothing_noted(Program, Atoms, File, At, WhatText, Text, Near) :-
    noted_place(Program, File, At, What, Name/Arity),
    memberchk(What, [reading, table]),
    \+ defined_by(Program, Name/Arity),
    functor(General, Name, Arity),
    \+ memberchk(General, Atoms),
    \+ control(Name/Arity),
    \+ offered(Program, Name, Arity),
    \+ setting(Program, dynamic, Name/Arity),
    \+ ( goal_at(Program, _, Goal, _, _), functor(Goal, Name, Arity) ),
    atom_string(What, WhatText),
    indicator_text(Name/Arity, Text),
    atom_predicates(Atoms, Near).

atom_predicates(Atoms, Texts) :-
    findall(N/A, ( member(Atom, Atoms), functor(Atom, N, A) ), Indicators0),
    sort(Indicators0, Indicators),
    maplist(indicator_text, Indicators, Texts).

%   A clause is scattered if other predicates' clauses stand between it and the one before.

scattered(Program, Indicator, File, From) :-
    findall(Index-p(Name/Arity, F, At),
            ( item(Program, Index, Kind, [_-Head|_], _, _, place(F, At, _, _)),
              memberchk(Kind, [rule, disjunction]),
              functor(Head, Name, Arity) ),
            Pairs0),
    keysort(Pairs0, Pairs),
    pairs_values(Pairs, Clauses),
    scan(Clauses, none, [], Found),
    member(p(Indicator, File, From), Found).

%   The clauses of a predicate with negated heads are kept under two other names.

written_name(Program, Name0, Arity, Name) :-
    setting(Program, negated, heads),
    member(End, ['_p', '_n']),
    atom_concat(Name, End, Name0),
    defined_by(Program, Name/Arity),
    !.
written_name(_, Name, _, Name).

scan([], _, _, []).
scan([p(Indicator, File, _)|Rest], Indicator-File, Seen, Found) :-
    !,
    scan(Rest, Indicator-File, Seen, Found).
scan([Clause|Rest], _, Seen, Found) :-
    Clause = p(Indicator, File, _),
    (   memberchk(Indicator-File, Seen)
    ->  Found = [Clause|Found1],
        Seen1 = Seen
    ;   Found = Found1,
        Seen1 = [Indicator-File|Seen]
    ),
    scan(Rest, Indicator-File, Seen1, Found1).

                 /*******************************
                 *         A CLOSER LOOK        *
                 *******************************/

%!  advise_program(+Program, +Given, -Out)
%
%   Out is a list of `[File, Offset, Code|Arguments]` as of check_program/4, for rules that run and
%   are likely not meant. Given is a dict: `files`, how many files are the author's, and `states`,
%   `columns` and `missing` of a case (see case_atoms/4).

advise_program(Program, Given, Out) :-
    _{files: Files, states: States, columns: Columns, missing: Missing} :< Given,
    case_atoms(States, Columns, Missing, Case),
    program_index(Program, Index),
    Context = x(Program, Index, Case),
    findall(Clause, own_clause(Program, Files, Clause), Clauses0),
    sort(1, @<, Clauses0, Clauses),
    findall([File, At|Fault], advised(Context, Clauses, File, At, Fault), Out0),
    list_to_set(Out0, Out).

advised(Context, Clauses, File, At, Fault) :-
    member(Clause, Clauses),
    Clause = c(_, _, _, Body, _, _),
    place_text(Clause, File, _),
    (   Body == true
    ->  constant_fault(Context, Clauses, Clause, At-Fault)
    ;   (   number_fault(Context, Clause, At-Fault)
        ;   constant_fault(Context, Clauses, Clause, At-Fault)
        ;   never_fires(Context, Clause, At-Fault)
        ;   advice(Context, Clause, At-Fault)
        )
    ).
advised(x(Program, _, _), Clauses, File, At, Fault) :-
    chance_fault(Program, Clauses, Clause, At-Fault),
    place_text(Clause, File, _).
advised(Context, Clauses, File, At, Fault) :-
    left_recursive(Context, Clauses, Clause-At-Fault),
    place_text(Clause, File, _).
advised(Context, Clauses, File, At, Fault) :-
    (   redundant(Context, Clauses, Clause, Fault)
    ;   defined_twice(Context, Clauses, Clause, Fault)
    ;   duplicate_facts(Clauses, Faults),
        member(Clause-Fault, Faults)
    ;   opposed(Context, Clauses, Clause, Fault)
    ),
    place_text(Clause, File, At).

%   defined_twice(+Context, +Clauses, -Clause, -Fault): Clause is the first of its predicate in a
%   second file.

defined_twice(x(Program, _, _), Clauses, Clause, ["redefined", File, From, Text]) :-
    findall((Name/Arity)-Index-Other,
            ( member(Other, Clauses),
              Other = c(Index, Kind, [_-Head|_], _, _, _),
              memberchk(Kind, [rule, disjunction]),
              functor(Head, Name, Arity),
              Name/Arity \== (:)/2 ),
            Defined0),
    sort(Defined0, Defined),
    append(_, [Indicator-_-Before, Indicator-_-Clause|_], Defined),
    \+ setting(Program, multifile, Indicator),
    place_text(Before, File, From),
    place_text(Clause, File1, _),
    File1 \== File,
    indicator_text(Indicator, Text).
