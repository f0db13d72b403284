:- module(neurosym_case,
          [ case_atoms/4,               % +States, +Columns, +Missing, -Case
            case_general/2,             % +Case, -Atom
            case_goal/2,                % +Case, +Goal
            goal_states/3,              % +Case, +Goal, -States
            goal_values/4,              % +Case, +Goal, +N, -Values
            number_range/4,             % +Case, +Goal, -Variable, -Range
            exclusive_goals/4,          % +Program, +Case, +Goal, +Goal
            often_missing/4             % +Case, +Goal, -Name, -Share
          ]).

/** <module> What a case decides: states, numeric columns, and how often they are missing

A case is `case(States, Columns, Missing)` with `s(Atom, Variable, State)`,
`k(Atom, Number, Variable, Range)`, where Range is `Low-High` or `none`, and
`m(Variable, Name, Share)`.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_items).
:- use_module(neurosym_syntax).

%!  case_atoms(+States, +Columns, +Missing, -Case)
%
%   Case is made of the lists `[Text, Variable, State]`, `[Text, Variable]` or
%   `[Text, Variable, Low, High]`, and `[Variable, Name, Share]`.

case_atoms(States, Columns, Missing, case(StateAtoms, ColumnAtoms, Shares)) :-
    maplist(state_atom, States, StateAtoms),
    maplist(column_atom, Columns, ColumnAtoms),
    maplist(missing_share, Missing, Shares).

missing_share([Variable, Name, Share], m(Variable, Name, Share)).

state_atom([Text, Variable, State], s(Atom, Variable, State)) :-
    term_string(Atom, Text, [module(neurosym_syntax)]).

column_atom([Text, Variable|Bounds], k(Atom, Number, Variable, Range)) :-
    term_string(Atom, Text, [module(neurosym_syntax)]),
    term_variables(Atom, [Number|_]),
    ( Bounds = [Low, High] -> Range = Low-High ; Range = none ).

%!  case_general(+Case, -Atom) is nondet.
%
%   Atom is one that Case decides.

case_general(case(States, Columns, _), Atom) :-
    (   member(s(Atom, _, _), States)
    ;   member(k(Atom, _, _, _), Columns)
    ).

%!  case_goal(+Case, +Goal) is semidet.
%
%   True if an atom of Case has the name and arity of Goal.

case_goal(Case, Goal) :-
    functor(Goal, Name, Arity),
    functor(General, Name, Arity),
    case_general(Case, General),
    !.

%!  goal_states(+Case, +Goal, -States)
%
%   States are the `Variable-State` of the atoms that Goal may be.

goal_states(case(States, _, _), Goal0, Found) :-
    opened(Goal0, Goal),
    findall(Variable-State,
            ( member(s(Atom, Variable, State), States),
              unifiable(Goal, Atom, _) ),
            Found0),
    sort(Found0, Found).

%   A numbered variable may be anything.

opened(Goal0, Goal) :-
    Goal0 =.. [Name|Arguments0],
    maplist(opened_argument, Arguments0, Arguments),
    Goal =.. [Name|Arguments].

opened_argument(Argument0, Argument) :-
    (   nonvar(Argument0),
        Argument0 = '$VAR'(_)
    ->  true
    ;   Argument = Argument0
    ).

%!  goal_values(+Case, +Goal, +N, -Values) is semidet.
%
%   Values are what the Nth argument of Goal can be: constants, or `[number]`. Fails where the
%   argument is the case itself.

goal_values(case(States, Columns, _), Goal, N, Values) :-
    functor(Goal, Name, Arity),
    (   member(k(Atom, Number, _, _), Columns),
        functor(Atom, Name, Arity),
        arg(N, Atom, Argument),
        Argument == Number
    ->  Values = [number]
    ;   findall(Value,
                ( member(s(Atom, _, _), States),
                  functor(Atom, Name, Arity),
                  arg(N, Atom, Value) ),
                All0),
        sort(All0, All),
        All \== [],
        All \== [case],
        findall(Value,
                ( member(s(Atom, _, _), States),
                  unifiable(Goal, Atom, _),
                  arg(N, Atom, Value) ),
                Values0),
        sort(Values0, Values)
    ).

%!  number_range(+Case, +Goal, -Number, -Range) is semidet.
%
%   Goal is a numeric column with its value Number, usually in Range.

number_range(case(_, Columns, _), Goal, Number, Low-High) :-
    functor(Goal, Name, Arity),
    member(k(Atom, Place, _, Low-High), Columns),
    functor(Atom, Name, Arity),
    arg(N, Atom, Argument),
    Argument == Place,
    !,
    arg(N, Goal, Number).

%!  exclusive_goals(+Program, +Case, +GoalA, +GoalB) is semidet.
%
%   True if the goals are two states of one variable, so that they never hold together.

exclusive_goals(Program, Case, A, B) :-
    functor(A, Name, Arity),
    functor(B, Name, Arity),
    differ_in_states(A, B),
    (   case_goal(Case, A)
    ->  goal_states(Case, A, [V-S]),
        goal_states(Case, B, [V-T]),
        S \== T
    ;   declared(Program, predicted, Name/Arity),
        Arity > 1,
        A =.. [_|As],
        B =.. [_|Bs],
        append(Front, [_], As),
        append(Front0, [_], Bs),
        Front == Front0
    ).

%   The arguments are the same but for constants, which differ.

differ_in_states(A, B) :-
    A =.. [_|As],
    B =.. [_|Bs],
    maplist(same_or_constant, As, Bs),
    A \== B.

same_or_constant(A, B) :-
    A == B,
    !.
same_or_constant(A, B) :-
    atomic(A),
    atomic(B).

%!  often_missing(+Case, +Goal, -Name, -Share) is semidet.
%
%   Goal is decided by the variable Name, which is missing in a Share of the cases.

often_missing(case(States, Columns, Missing), Goal, Name, Share) :-
    Missing \== [],
    (   member(s(Atom, Variable, _), States)
    ;   member(k(Atom, _, Variable, _), Columns)
    ),
    unifiable(Goal, Atom, _),
    memberchk(m(Variable, Name, Share), Missing),
    !.
