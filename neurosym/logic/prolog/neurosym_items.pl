:- module(neurosym_items,
          [ item/7,                     % ?Program, ?Index, ?Kind, ?Heads, ?Body, ?Names, ?Place
            replace_item/7,             % +Program, +Index, +Kind, +Heads, +Body, +Names, +Place
            want_predicate/2,           % +Program, +Indicator
            wanted_predicate/2,         % ?Program, ?Indicator
            source_text/3,              % ?Program, ?File, ?Text
            keep_item/6,                % +Program, +Kind, +Heads, +Body, +Names, +Place
            declared/3,                 % ?Program, ?Role, ?Indicator
            setting/3,                  % ?Program, ?Name, ?Value
            note_setting/3,             % +Program, +Name, +Value
            note_declared/3,            % +Program, +Role, +What
            keep_reading/3,             % +Atom, +Text, +Source
            note_place/4,               % +Source, +Pos, +What, +Indicator
            noted_place/5,              % ?Program, ?File, ?Offset, ?What, ?Indicator
            link_file/3,                % +Source, +Pos, +Name
            fail_at/5,                  % +Program, +File, +Offset, +Code, +Arguments
            fault/5,                    % ?Program, ?File, ?Offset, ?Code, ?Arguments
            refuse/4,                   % +Source, +Pos, +Code, +Arguments
            resolve/1,                  % +Program
            summary/3,                  % +Program, +Library, -Out
            start_program/1,            % +Program
            drop_program/1,             % +Program
            keep_sources/3,             % +Program, +Texts, +Links
            read_file/2,                % +Program, +File
            defined_by/2,               % +Program, ?Indicator
            span/3                      % +Pos, -From, -To
          ]).

/** <module> What was read of a program: statements, declarations, readings, faults

A program is read once and kept here under its number until it is dropped.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(error)).
:- use_module(library(pairs)).
:- use_module(neurosym_syntax).
:- use_module(neurosym_builtins).
:- use_module(neurosym_read).

:- dynamic
    item/7,
    declared/3,
    setting/3,
    reading/5,
    noted_place/5,
    fault/5,
    source_text/3,
    linked_file/4,
    wanted_file/4,
    read_already/2,
    wanted_predicate/2.

%!  item(?Program, ?Index, ?Kind, ?Heads, ?Body, ?Names, ?Place)
%
%   A statement of Program. Kind is `rule`, `disjunction`, `query`, `evidence` or
%   `constraint(Strength)`; Heads is a list of `Probability-Head` (`certain` for plain clauses);
%   Names are its variable names, Place is `place(File, From, To, BodyPlace)` in characters.

%!  keep_item(+Program, +Kind, +Heads, +Body, +Names, +Place)
%
%   Keep a statement as the next item of Program.

keep_item(Program, Kind, Heads, Body, Names, Place) :-
    next_index(Program, Index),
    Index1 is Index + 1,
    nb_setval('$neurosym_items', counted(Program, Index1)),
    assertz(item(Program, Index, Kind, Heads, Body, Names, Place)).

%   next_index(+Program, -Index): the programs are read one after another.

next_index(Program, Index) :-
    (   nb_getval('$neurosym_items', counted(Program, Index0))
    ->  Index = Index0
    ;   findall(I, item(Program, I, _, _, _, _, _), Indices),
        max_list([-1|Indices], Last),
        Index is Last + 1
    ).

%!  start_program(+Program)
%
%   The items that are kept next are the first of Program.

start_program(Program) :-
    nb_setval('$neurosym_items', counted(Program, 0)).

%!  replace_item(+Program, +Index, +Kind, +Heads, +Body, +Names, +Place)
%
%   Put another statement in the place of the one numbered Index.

replace_item(Program, Index, Kind, Heads, Body, Names, Place) :-
    retractall(item(Program, Index, _, _, _, _, _)),
    assertz(item(Program, Index, Kind, Heads, Body, Names, Place)).

%!  want_predicate(+Program, +Indicator)
%
%   Note that Program calls a predicate of ProbLog's library.

want_predicate(Program, Indicator) :-
    (   wanted_predicate(Program, Indicator)
    ->  true
    ;   assertz(wanted_predicate(Program, Indicator))
    ).


%!  drop_program(+Program)
%
%   Forget everything that was read under the number Program.

drop_program(Program) :-
    retractall(item(Program, _, _, _, _, _, _)),
    retractall(declared(Program, _, _)),
    retractall(setting(Program, _, _)),
    retractall(reading(Program, _, _, _, _)),
    retractall(fault(Program, _, _, _, _)),
    retractall(noted_place(Program, _, _, _, _)),
    retractall(source_text(Program, _, _)),
    retractall(linked_file(Program, _, _, _)),
    retractall(wanted_file(Program, _, _, _)),
    retractall(read_already(Program, _)),
    retractall(wanted_predicate(Program, _)).

%!  keep_sources(+Program, +Texts, +Links)
%
%   Keep the texts of all files, and the links: `[File, Name, Target]` where the file numbered File
%   loads the one numbered Target by the name Name.

keep_sources(Program, Texts, Links) :-
    forall(nth0(File, Texts, Text), assertz(source_text(Program, File, Text))),
    forall(member([File, Name0, Target], Links),
           ( format(string(Name), '~w', [Name0]),
             assertz(linked_file(Program, File, Name, Target)) )).

%!  fail_at(+Program, +File, +Offset, +Code, +Arguments)
%
%   Note a fault at a character offset of a file.

fail_at(Program, File, Offset, Code, Arguments) :-
    assertz(fault(Program, File, Offset, Code, Arguments)).

%!  refuse(+Source, +Pos, +Code, +Arguments)
%
%   Note a fault at the start of the term at Pos.

refuse(Source, Pos, Code, Arguments) :-
    source_offset(Source, Pos, Program, File, At),
    fail_at(Program, File, At, Code, Arguments).

%!  note_place(+Source, +Pos, +What, +Indicator)
%
%   Note where a reading or a setting names a predicate.

note_place(Source, Pos, What, Indicator) :-
    source_offset(Source, Pos, Program, File, At),
    assertz(noted_place(Program, File, At, What, Indicator)).

source_offset(s(Program, File, Base, _, _), Pos, Program, File, At) :-
    ( nonvar(Pos) -> span(Pos, From, _) ; From = 0 ),
    At is Base + From.

%!  span(+Pos, -From, -To)
%
%   The character range of a subterm position.

span(From-To, From, To) :- !.
span(Pos, From, To) :-
    arg(1, Pos, From),
    arg(2, Pos, To).

%!  note_declared(+Program, +Role, +Indicator)
%
%   Note that a predicate is `observed`, `predicted` or `closed`.

note_declared(Program, Role, Indicator) :-
    (   declared(Program, Role, Indicator)
    ->  true
    ;   assertz(declared(Program, Role, Indicator))
    ).

%!  note_setting(+Program, +Name, +Value)
%
%   Note a `table` or `dynamic` predicate, an `import`ed library, that calls of `unknown` predicates
%   fail, or that there are `negated` heads.

note_setting(Program, Name, Value) :-
    (   setting(Program, Name, Value)
    ->  true
    ;   assertz(setting(Program, Name, Value))
    ).

%!  keep_reading(+Atom, +Text, +Source)
%
%   Keep how an atom reads in a sentence.

keep_reading(Atom, Text, s(Program, _, _, Names, _)) :-
    functor(Atom, Name, Arity),
    Atom =.. [_|Arguments],
    maplist(argument_name(Names), Arguments, ArgumentNames),
    format(string(Sentence), '~w', [Text]),
    assertz(reading(Program, Name, Arity, ArgumentNames, Sentence)).

argument_name(Names, Argument, Text) :-
    (   var(Argument)
    ->  (   member(Name=Variable, Names),
            Variable == Argument
        ->  format(string(Text), '?~w', [Name])
        ;   Text = "?"
        )
    ;   format(string(Text), '~q', [Argument])
    ).

                 /*******************************
                 *            FILES             *
                 *******************************/

%!  link_file(+Source, +Pos, +Name)
%
%   Note that Source loads the file Name, and read that file here if it is known.

link_file(s(Program, File, Base, _, _), Pos, Name) :-
    span(Pos, From, _),
    At is Base + From,
    assertz(wanted_file(Program, File, At, Name)),
    forall(linked_file(Program, File, Name, Target), read_file(Program, Target)).

%!  read_file(+Program, +File)
%
%   Read a source of Program unless it has been read already.

read_file(Program, File) :-
    (   read_already(Program, File)
    ->  true
    ;   assertz(read_already(Program, File)),
        source_text(Program, File, Text),
        read_source(Program, File, Text)
    ).

                 /*******************************
                 *      THE WHOLE PROGRAM       *
                 *******************************/

%!  resolve(+Program)
%
%   Settle what depends on the whole program: predicted heads become constraints, and a goal whose
%   name SWI-Prolog also has is allowed where the program defines it.

resolve(Program) :-
    forall(retract(fault(Program, File, At, permission, [Name/Arity])),
           (   defined_by(Program, Name/Arity)
           ->  true
           ;   refused_text(Name/Arity, Text),
               fail_at(Program, File, At, refused, [Text])
           )),
    forall(( retract(fault(Program, File, At, collector, [Text, Indicator])),
             \+ defined_by(Program, Indicator),
             \+ own_arrow(Program) ),
           fail_at(Program, File, At, collector, [Text])),
    forall(( item(Program, _, constraint(Strength), _, _, _, place(File, From, _, _)),
             strength(Strength, Value),
             \+ ( Value >= 0, Value =< 1 ) ),
           ( format(string(Text), '~p', [Strength]),
             fail_at(Program, File, From, strength, [Text]) )),
    (   declared(Program, predicted, _)
    ->  forall(( item(Program, Index, Kind, Heads, _, _, _),
                 member(_-Head, Heads),
                 functor(Head, Name, Arity),
                 declared(Program, predicted, Name/Arity) ),
               predicted_head(Kind, Program, Index, Head))
    ;   true
    ).

%   Program defines `=>`, which else is the library's, of whose clauses one collects.

own_arrow(Program) :-
    item(Program, _, _, [_-(_ => _)|_], _, _, place(File, _, _, _)),
    \+ item(Program, _, _, [_-'$collect'(_, _, _)], _, _, place(File, _, _, _)).

%   Scope:atom is a predicate of its own where the program has clauses for it, as in ProbLog.

refused_text((:)/2, "a module-qualified goal") :- !.
refused_text(Indicator, Text) :-
    indicator_text(Indicator, Text).

predicted_head(rule, Program, Index, Head) :-
    retract(item(Program, Index, rule, [certain-Head], Body0, Names, Place)),
    !,
    (   Body0 == true
    ->  Body = (\+ Head)
    ;   Body = (Body0, \+ Head)
    ),
    negated_place(Place, NewPlace),
    assertz(item(Program, Index, constraint(1), [], Body, Names, NewPlace)).
predicted_head(_, Program, Index, Head) :-
    item(Program, Index, _, _, _, _, place(File, From, _, _)),
    functor(Head, Name, Arity),
    indicator_text(Name/Arity, Text),
    (   fault(Program, File, From, predicted_head, _)
    ->  true
    ;   fail_at(Program, File, From, predicted_head, [Text])
    ).

%   The place of the body `Body, \+ Head`, whose last part is the head at the clause's start.

negated_place(place(File, From, To, at(Base, Pos)), place(File, From, To, at(Base, Both))) :-
    !,
    Start is From - Base,
    span(Pos, Start0, End),
    Head = Start-Start,
    Negation = term_position(Start, Start, Start, Start, [Head]),
    Both = term_position(Start0, End, End, End, [Pos, Negation]).
negated_place(Place, Place).

%!  defined_by(+Program, ?Indicator)
%
%   True if a clause of Program has a head of this name and arity, or declares it.

defined_by(Program, Name/Arity) :-
    atom(Name),
    integer(Arity),
    !,
    functor(Head, Name, Arity),
    (   item(Program, _, _, Heads, _, _, _),
        memberchk(_-Head, Heads)
    ->  true
    ;   declared(Program, _, Name/Arity)
    ->  true
    ).
defined_by(Program, Name/Arity) :-
    findall(N/A,
            (   item(Program, _, _, Heads, _, _, _),
                member(_-Head, Heads),
                functor(Head, N, A)
            ;   declared(Program, _, N/A)
            ),
            All),
    sort(All, Unique),
    member(Name/Arity, Unique).

%!  summary(+Program, +Library, -Out)
%
%   Out is what Python keeps: flat lists, so that the border is crossed once.

summary(Program, Library,
        _{library: Library, items: Items, strengths: Strengths, faults: Faults,
          declared: Declared, readings: Readings, heads: Heads, files: Files}) :-
    findall([File, At, Name], wanted_file(Program, File, At, Name), Files),
    findall(Index-row(File, From, To, Code),
            ( item(Program, Index, Kind, HeadList, Body, _, place(File, From, To, _)),
              kind_code(Kind, HeadList, Body, Code) ),
            Pairs),
    keysort(Pairs, Sorted),
    flat_rows(Sorted, Items),
    findall([Index, Value, Learnable],
            ( item(Program, Index, constraint(Strength), _, _, _, _),
              strength(Strength, Value),
              ( Strength = t(_) -> Learnable = 1 ; Learnable = 0 ) ),
            Strengths),
    findall([File, At, CodeText|Arguments],
            ( fault(Program, File, At, Code, Arguments),
              atom_string(Code, CodeText) ),
            Faults),
    findall([RoleText, Text],
            ( declared(Program, Role, Indicator),
              atom_string(Role, RoleText),
              indicator_text(Indicator, Text) ),
            Declared),
    findall([Name, Arguments, Sentence],
            ( reading(Program, Name0, _, Arguments, Sentence),
              format(string(Name), '~w', [Name0]) ),
            Readings),
    findall(Text,
            ( defined_by(Program, Indicator),
              indicator_text(Indicator, Text) ),
            Heads).

flat_rows([], []).
flat_rows([_-row(File, From, To, Code)|Rows], [File, From, To, Code|Items]) :-
    flat_rows(Rows, Items).

kind_code(rule, _, true, 1) :- !.
kind_code(rule, _, _, 0).
kind_code(disjunction, [_], _, 2) :- !.
kind_code(disjunction, _, _, 3).
kind_code(constraint(_), _, _, 4).
kind_code(query, _, _, 5).
kind_code(evidence, _, _, 6).

strength(t(Start), Value) :-
    !,
    (   number(Start)
    ->  Value is float(Start)
    ;   Value = 0.5
    ).
strength(Strength, Value) :-
    catch(Value is float(Strength), _, Value = -1.0).
