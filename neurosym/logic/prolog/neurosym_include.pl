:- module(neurosym_include,
          [ complete_program/3          % +Program, +Text, -Library
          ]).

/** <module> What a program gets beside its own clauses: ProbLog's library, and negated heads
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).
:- use_module(neurosym_libraries).
:- use_module(neurosym_read).

%!  complete_program(+Program, +Text, -Library)
%
%   Add the clauses of ProbLog's library, Text, that Program calls, and settle its negated heads. Library is `[[File]]`
%   if there are library clauses, which count as those of a file of that number, else `[]`.

complete_program(Program, Text, Library) :-
    settle_negated(Program),
    findall(Indicator, wanted_predicate(Program, Indicator), Wanted0),
    sort(Wanted0, Wanted1),
    exclude(defined_by(Program), Wanted1, Wanted),
    (   Wanted == []
    ->  Library = []
    ;   read_library(Text),
        library_index(Program, File),
        add_library(Wanted, [], Program, File),
        Library = [[File]]
    ).

%   The library is read once, as a program of its own.

read_library(_) :-
    item(library, _, _, _, _, _, _),
    !.
read_library(Text) :-
    read_source(library, 0, Text).

library_index(Program, File) :-
    findall(Index, source_text(Program, Index, _), Indices),
    length(Indices, File).

add_library([], _, _, _).
add_library([Indicator|Wanted], Added, Program, File) :-
    (   memberchk(Indicator, Added)
    ->  add_library(Wanted, Added, Program, File)
    ;   findall(Callee, add_predicate(Indicator, Program, File, Callee), Callees),
        append(Callees, Wanted, Wanted1),
        add_library(Wanted1, [Indicator|Added], Program, File)
    ).

add_predicate(Name/Arity, Program, File, Callee) :-
    functor(Head, Name, Arity),
    forall(( item(library, _, Kind, [P-Head], Body, Names, place(_, From, To, BodyPos)) ),
           keep_item(Program, Kind, [P-Head], Body, Names, place(File, From, To, BodyPos))),
    item(library, _, _, [_-Head], Body, _, _),
    subgoal(Body, Goal),
    callable(Goal),
    functor(Goal, CalleeName, CalleeArity),
    Callee = CalleeName/CalleeArity,
    defined_by(library, Callee),
    \+ defined_by(Program, Callee).
add_predicate(Indicator, Program, _, Callee) :-
    companion(Indicator, Callee),
    \+ defined_by(Program, Callee).

%   What a library predicate calls by a name that it is given.

companion(aggregate/5, sum/2).
companion(aggregate/5, avg/2).
companion(aggregate/5, min/2).
companion(aggregate/5, max/2).
companion((=>)/2, collect_list/4).

                 /*******************************
                 *         NEGATED HEADS        *
                 *******************************/

%   `\+ a :- body` takes from a the worlds where body holds. As in ProbLog, the clauses for a are
%   those of a_p, the negated ones those of a_n, and a holds where a_p does and a_n does not.

settle_negated(Program) :-
    \+ setting(Program, negated, heads),
    !.
settle_negated(Program) :-
    findall(Name/Arity,
            ( item(Program, _, _, Heads, _, _, _),
              member(_-(\+ Head), Heads),
              functor(Head, Name, Arity) ),
            Negated0),
    sort(Negated0, Negated),
    forall(member(Indicator, Negated), settle(Indicator, Program)).

settle(Name/Arity, Program) :-
    functor(Head, Name, Arity),
    renamed(Head, '_p', Positive),
    renamed(Head, '_n', Negative),
    once(( item(Program, _, _, Heads, _, _, Place),
           member(_-(\+ Head), Heads) )),
    forall(( item(Program, Index, Kind, Heads0, Body, Names, OwnPlace),
             memberchk(Kind, [rule, disjunction]),
             maplist(renamed_head(Name/Arity), Heads0, Heads1),
             Heads0 \== Heads1 ),
           replace_item(Program, Index, Kind, Heads1, Body, Names, OwnPlace)),
    Place = place(File, From, To, _),
    keep_item(Program, rule, [certain-Head], (Positive, \+ Negative), [],
              place(File, From, To, none)).

renamed(Head, End, Renamed) :-
    Head =.. [Name|Arguments],
    atom_concat(Name, End, New),
    Renamed =.. [New|Arguments].

renamed_head(Name/Arity, P-Head0, P-Head) :-
    (   Head0 = (\+ Inner),
        functor(Inner, Name, Arity)
    ->  renamed(Inner, '_n', Head)
    ;   functor(Head0, Name, Arity),
        Head0 \= (\+ _)
    ->  renamed(Head0, '_p', Head)
    ;   Head = Head0
    ).
