:- module(neurosym_directives,
          [ directive/3                 % +Directive, +Pos, +Source
          ]).

/** <module> Directives: declarations, libraries, files

Nothing is executed: a directive declares something, or it is refused.
*/

:- use_module(library(lists)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).
:- use_module(neurosym_libraries).
:- use_module(neurosym_syntax).

%!  directive(+Directive, +Pos, +Source)
%
%   Note what a directive declares. No directive is ever executed.

directive(Directive, Pos, Source) :-
    var(Directive),
    !,
    refuse(Source, Pos, directive, ["a variable"]).
directive((A, B), Pos, Source) :-
    !,
    directive(A, Pos, Source),
    directive(B, Pos, Source).
directive(Directive, Pos, Source) :-
    role(Directive, Role, Indicators),
    !,
    argument_place(Pos, 1, Place),
    declare(Indicators, Role, Place, Source).
directive(pred(Declaration), Pos, Source) :-
    !,
    (   Declaration = (Atom :: Text),
        callable(Atom),
        ( atom(Text) ; string(Text) )
    ->  argument_place(Pos, 1, Place),
        argument_place(Place, 2, TextPlace),
        keep_reading(Atom, Text, Source),
        functor(Atom, Name, Arity),
        note_place(Source, Place, reading, Name/Arity),
        forall(foreign_place(Atom, Text, Source, Foreign),
               refuse(Source, TextPlace, reading_variable, [Foreign]))
    ;   refuse(Source, Pos, reading, [])
    ).
directive(table(Indicators), Pos, Source) :-
    !,
    settings(Indicators, table, Pos, Source).
directive(dynamic(Indicators), Pos, Source) :-
    !,
    settings(Indicators, dynamic, Pos, Source).
directive(unknown(fail), _, s(Program, _, _, _, _)) :-
    !,
    note_setting(Program, unknown, fail).
directive(Directive, Pos, Source) :-
    loads(Directive, Files),
    !,
    forall(member(File, Files), import(Source, Pos, File)).
directive(Directive, _, s(Program, _, _, _, _)) :-
    spread(Directive, Name, Indicators),
    !,
    forall(listed_indicator(Indicators, Indicator), note_setting(Program, Name, Indicator)).
directive(Directive, _, _) :-
    harmless(Directive),
    !.
directive(Directive, Pos, Source) :-
    (   callable(Directive)
    ->  functor(Directive, Name, Arity),
        indicator_text(Name/Arity, Text)
    ;   format(string(Text), '~q', [Directive])
    ),
    refuse(Source, Pos, directive, [Text]).

%   foreign_place(+Atom, +Text, +Source, -Name): Text has a place `@(Name)` for what is no variable of
%   Atom.

foreign_place(Atom, Text, s(_, _, _, Names, _), Name) :-
    term_variables(Atom, Variables),
    sub_string(Text, Before, 2, _, "@("),
    Start is Before + 2,
    sub_string(Text, Start, _, 0, Rest),
    split_string(Rest, ":)", " ", [Name|_]),
    \+ ( member(Own=Variable, Names),
         atom_string(Own, Name),
         member(Other, Variables),
         Other == Variable ).

role(observed(Indicators), observed, Indicators).
role(predicted(Indicators), predicted, Indicators).
role(closed(Indicators), closed, Indicators).

%   Predicates whose clauses need not stand together.

spread(discontiguous(Indicators), discontiguous, Indicators).
spread(multifile(Indicators), multifile, Indicators).

listed_indicator(Indicators, _) :-
    var(Indicators),
    !,
    fail.
listed_indicator((A, B), Indicator) :-
    !,
    ( listed_indicator(A, Indicator) ; listed_indicator(B, Indicator) ).
listed_indicator([A|B], Indicator) :-
    !,
    ( listed_indicator(A, Indicator) ; listed_indicator(B, Indicator) ).
listed_indicator(Name/Arity, Name/Arity).

harmless(module(_, _)).
harmless(style_check(_)).
harmless(encoding(_)).
harmless(nocache(_, _)).
harmless(unknown(error)).
harmless(set_prolog_flag(double_quotes, _)).

file_name(File) :-
    string(File),
    !.
file_name(File) :-
    atom(File),
    File \== [].
file_name(Folder/File) :-
    nonvar(Folder),
    nonvar(File),
    file_name(Folder),
    file_name(File).

%   What a directive loads: libraries, and files, which Python finds.

loads(use_module(File), [File]).
loads(use_module(File, _), [File]).
loads(consult(Files), List) :-
    ( is_list(Files) -> List = Files ; List = [Files] ).
loads(ensure_loaded(File), [File]).
loads(include(File), [File]).
loads([File|Files], [File|Files]) :-
    is_list(Files).

import(Source, Pos, File) :-
    var(File),
    !,
    refuse(Source, Pos, file_name, ["a variable"]).
import(Source, Pos, library(Library)) :-
    !,
    (   ground(Library),
        pure_library(Library)
    ->  Source = s(Program, _, _, _, _),
        note_setting(Program, import, Library),
        open_library(Library)
    ;   format(string(Text), '~q', [Library]),
        refuse(Source, Pos, library, [Text])
    ).
import(Source, Pos, File) :-
    (   file_name(File)
    ->  format(string(Text), '~w', [File]),
        link_file(Source, Pos, Text)
    ;   format(string(Text), '~q', [File]),
        refuse(Source, Pos, file_name, [Text])
    ).

declare(Indicators, _, Pos, Source) :-
    var(Indicators),
    !,
    refuse(Source, Pos, indicator, ["a variable"]).
declare((A, B), Role, Pos, Source) :-
    !,
    argument_place(Pos, 1, PosA),
    argument_place(Pos, 2, PosB),
    declare(A, Role, PosA, Source),
    declare(B, Role, PosB, Source).
declare(Name/Arity, Role, _, s(Program, _, _, _, _)) :-
    atom(Name),
    possible_arity(Arity),
    !,
    note_declared(Program, Role, Name/Arity).
declare(Other, _, Pos, Source) :-
    format(string(Text), '~q', [Other]),
    refuse(Source, Pos, indicator, [Text]).

possible_arity(Arity) :-
    integer(Arity),
    Arity >= 0,
    Arity =< 1000.

%   `:- table path/2`, or `:- table path(_, _)` as long as no mode is given.

settings(Indicators, Name, Pos, Source) :-
    nonvar(Indicators),
    (   Indicators = (A, B)
    ;   Indicators = [A|B]
    ),
    !,
    settings(A, Name, Pos, Source),
    settings(B, Name, Pos, Source).
settings(None, _, _, _) :-
    None == [],
    !.
settings(Indicator, Setting, Pos, Source) :-
    (   nonvar(Indicator),
        ( Indicator = Name/Arity ; Indicator \= _/_, functor(Indicator, Name, Arity) ),
        atom(Name),
        possible_arity(Arity),
        \+ moded(Indicator)
    ->  Source = s(Program, _, _, _, _),
        note_place(Source, Pos, Setting, Name/Arity),
        note_setting(Program, Setting, Name/Arity)
    ;   \+ \+ ( numbervars(Indicator, 0, _),
                format(string(Text), '~w ~q', [Setting, Indicator]),
                refuse(Source, Pos, directive, [Text]) )
    ).

moded(Term) :-
    Term \= _/_,
    compound(Term),
    arg(_, Term, Argument),
    nonvar(Argument).

argument_place(term_position(_, _, _, _, Args), N, Pos) :-
    nth1(N, Args, Pos),
    !.
argument_place(Pos, _, Pos).
