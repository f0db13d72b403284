:- module(neurosym_check, [check_program/3]).

/** <module> Faults that need the whole program: unknown predicates and states, scattered clauses
*/

:- use_module(library(lists)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).

%!  check_program(+Program, +Known, -Out)
%
%   Out is a list of `[File, Offset, Code|Arguments]`. Known are the `name/arity` texts that a case
%   decides beside those that the program defines.

check_program(Program, Known, Out) :-
    findall([File, At, "unknown_predicate", Text],
            ( item(Program, _, _, _, Body, _, place(File, From, _, Place)),
              Place = at(Base, Pos),
              subgoal(Body, Pos, Goal, GoalPos),
              unknown_goal(Program, Known, Goal, Text),
              goal_offset(GoalPos, Base, From, At) ),
            Unknown),
    findall([File, From, "scattered", Text],
            ( scattered(Program, Name/Arity, File, From),
              format(string(Text), '~q', [Name/Arity]) ),
            Scattered),
    append(Unknown, Scattered, Out).

unknown_goal(Program, Known, Goal, Text) :-
    Goal \== '$dynamic',
    callable(Goal),
    functor(Goal, Name, Arity),
    \+ control(Name/Arity),
    \+ builtin(Name, Arity),
    \+ defined_by(Program, Name/Arity),
    format(string(Text), '~q', [Name/Arity]),
    \+ memberchk(Text, Known).

goal_offset(Pos, Base, From, At) :-
    (   nonvar(Pos)
    ->  span(Pos, Start, _),
        At is Base + Start
    ;   At = From
    ).

%   A clause is scattered if other predicates' clauses stand between it and the one before.

scattered(Program, Indicator, File, From) :-
    findall(Index-p(Name/Arity, F, At),
            ( item(Program, Index, Kind, [_-Head|_], _, _, place(F, At, _, _)),
              memberchk(Kind, [rule, disjunction]),
              functor(Head, Name, Arity) ),
            Pairs0),
    keysort(Pairs0, Pairs),
    scan(Pairs, none, [], Found),
    member(p(Indicator, File, From), Found).

scan([], _, _, []).
scan([_-p(Indicator, File, From)|Rest], Last, Seen, Found) :-
    (   Indicator-File == Last
    ->  Found = Found1,
        Seen1 = Seen
    ;   memberchk(Indicator-File, Seen)
    ->  Found = [p(Indicator, File, From)|Found1],
        Seen1 = Seen
    ;   Found = Found1,
        Seen1 = [Indicator-File|Seen]
    ),
    scan(Rest, Indicator-File, Seen1, Found1).
