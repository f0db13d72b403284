:- module(neurosym_read,
          [ load_sources/6,             % +Program, +Sources, +Roots, +Links, +Text, -Out
            read_source/3               % +Program, +File, +Text
          ]).

/** <module> Rule files into items, with every fault and its place

A program is read once and kept as item/7 facts under its number. Reading never stops at a fault:
after a syntax error it goes on with the next clause, so that all faults come back in one go.
Places are character offsets into the source text; Python turns them into lines and columns.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_syntax).
:- use_module(neurosym_builtins).
:- use_module(neurosym_directives).
:- use_module(neurosym_heads).
:- use_module(neurosym_include).
:- use_module(neurosym_items).
:- use_module(neurosym_libraries).
:- use_module(neurosym_neural).

%!  load_sources(+Program, +Sources, +Roots, +Links, +Text, -Out)
%
%   Read Sources, a list of texts, as the program numbered Program: the first Roots of them, and
%   those that they load by Links. Text is ProbLog's library. Out is a dict of flat lists.

load_sources(Program, Sources, Roots, Links, Text, Out) :-
    drop_program(Program),
    start_program(Program),
    forall(member(Name, ['$neurosym_outside', '$neurosym_facts']),
           ( trie_new(Trie),
             nb_setval(Name, Trie) )),
    keep_sources(Program, Sources, Links),
    Last is Roots - 1,
    forall(between(0, Last, File), read_file(Program, File)),
    define_operations(Program),
    complete_program(Program, Text, Library),
    resolve(Program),
    summary(Program, Library, Out).

%!  read_source(+Program, +File, +Text)
%
%   Read a text as the file numbered File.

read_source(Program, File, Text) :-
    (   nb_current('$neurosym_empty', Outer)
    ->  true
    ;   Outer = false
    ),
    (   sub_string(Text, _, _, _, "()")
    ->  nb_setval('$neurosym_empty', true)
    ;   nb_setval('$neurosym_empty', false)
    ),
    setup_call_cleanup(open_string(Text, In),
                       read_statements(In, Program, File, 0, Text),
                       close(In)),
    nb_setval('$neurosym_empty', Outer).

read_statements(In, Program, File, Base, Text) :-
    character_count(In, Start0),
    Start is Base + Start0,
    catch(read_term(In, Term,
                    [ module(neurosym_syntax), variable_names(Names), singletons(Singles),
                      subterm_positions(Pos), syntax_errors(error), cycles(false), dotlists(false)
                    ]),
          Error, true),
    (   nonvar(Error)
    ->  syntax_fault(Error, s(Program, File, Base, Text), Start, Kind),
        resume(Kind, In, Program, File, Base, Start, Text)
    ;   Term == end_of_file
    ->  true
    ;   Source = s(Program, File, Base, Names, Singles),
        (   nb_getval('$neurosym_empty', true),
            empty_arguments(Term, Name)
        ->  refuse(Source, Pos, empty_arguments, [Name])
        ;   plain_fact(Term)
        ->  keep(Source, rule, [certain-Term], true, Pos, Pos)
        ;   once(statement(Term, Pos, Source))
        ),
        note_singletons(Singles, Term, Pos, Source),
        read_statements(In, Program, File, Base, Text)
    ).

%   plain_fact(+Term): Term is nothing but a fact, as its name and arity tell. Most clauses of a
%   large program are, and have one name.

plain_fact(Term) :-
    callable(Term),
    functor(Term, Name, Arity),
    nb_getval('$neurosym_facts', Trie),
    (   trie_lookup(Trie, Name/Arity, Plain)
    ->  true
    ;   ( fact_name(Name, Arity) -> Plain = 1 ; Plain = 0 ),
        trie_insert(Trie, Name/Arity, Plain)
    ),
    Plain =:= 1.

fact_name(Name, Arity) :-
    \+ memberchk(Name/Arity, [(:-)/1, (?-)/1, (-->)/2, (<-)/2, ?:: / 1]),
    \+ control(Name/Arity),
    functor(Head, Name, Arity),
    kind(Head, true, Kind, Heads),
    Kind-Heads == rule-[certain-Head].

%   After a fault inside a clause the stream stands behind its full stop. A fault that ran to the
%   end of the file, such as an open quote, is left behind at the next line that starts a clause.

resume(inside, In, Program, File, Base, _, Text) :-
    read_statements(In, Program, File, Base, Text).
resume(to_end, _, Program, File, _, Start, Text) :-
    (   next_clause_start(Text, Start, Next)
    ->  sub_string(Text, Next, _, 0, Rest),
        setup_call_cleanup(open_string(Rest, In),
                           read_statements(In, Program, File, Next, Text),
                           close(In))
    ;   true
    ).

next_clause_start(Text, Start, Next) :-
    sub_string(Text, Start, _, 0, Rest),
    string_codes(Rest, Codes),
    skip_layout(Codes, 0, Codes1, N1),
    line_starts(Codes1, N1, Offset),
    Next is Start + Offset.

skip_layout([C|Codes], N0, Rest, N) :-
    code_type(C, space),
    !,
    N1 is N0 + 1,
    skip_layout(Codes, N1, Rest, N).
skip_layout([0'%|Codes], N0, Rest, N) :-
    !,
    skip_line(Codes, N0, Rest0, N1),
    skip_layout(Rest0, N1, Rest, N).
skip_layout(Codes, N, Codes, N).

skip_line([0'\n|Codes], N0, Codes, N) :-
    !,
    N is N0 + 2.
skip_line([_|Codes], N0, Rest, N) :-
    !,
    N1 is N0 + 1,
    skip_line(Codes, N1, Rest, N).
skip_line([], N, [], N).

line_starts([0'\n, C|_], N0, N) :-
    (   code_type(C, csymf)
    ;   C == 0':
    ),
    !,
    N is N0 + 1.
line_starts([_|Codes], N0, N) :-
    N1 is N0 + 1,
    line_starts(Codes, N1, N).

syntax_fault(error(syntax_error(What), Context), s(Program, File, Base, Text), Start, Kind) :-
    !,
    (   nonvar(Context),
        Context = stream(_, _, _, Offset)
    ->  At is Base + Offset
    ;   At = Start
    ),
    (   end_fault(What)
    ->  Kind = to_end,
        skip_from(Text, Start, Place)
    ;   Kind = inside,
        skip_blanks(What, Text, At, Place)
    ),
    format(string(Reason), '~w', [What]),
    fail_at(Program, File, Place, syntax, [Reason]).
syntax_fault(error(Other, _), s(Program, File, _, _), Start, inside) :-
    format(string(Reason), '~p', [Other]),
    fail_at(Program, File, Start, syntax, [Reason]).

%   SWI-Prolog points at what stands before the word that an operator is missing before.

skip_blanks(operator_expected, Text, At0, Place) :-
    !,
    At is At0 + 1,
    skip_from(Text, At, Place).
skip_blanks(_, _, At, At).

skip_from(Text, At, Place) :-
    sub_string(Text, At, _, 0, Rest),
    string_codes(Rest, Codes),
    skip_layout(Codes, 0, _, N),
    Place is At + N.

end_fault(What) :-
    ( compound(What) -> functor(What, Name, _) ; Name = What ),
    memberchk(Name, [end_of_file, end_of_clause_expected_at_end, end_of_file_in_quoted,
                     end_of_file_in_block_comment, end_of_file_in_quasi_quotation]).

                 /*******************************
                 *          STATEMENTS          *
                 *******************************/

%   statement(+Term, +Pos, +Source): classify Term and keep it, or note its faults.

statement((:- Directive), Pos, Source) :-
    argument_offset(Pos, 1, DirPos),
    directive(Directive, DirPos, Source).
statement((?- _), Pos, Source) :-
    refuse(Source, Pos, directive, ["?- ..."]).
statement((P :: Head --> Body), Pos, Source) :-
    nonvar(Head),
    catch(dcg_translate_rule((Head --> Body), Clause), _, fail),
    clause_parts(Clause, H, B),
    clause(P :: H, B, Pos, _, Source).
statement((Head --> Body), Pos, Source) :-
    catch(dcg_translate_rule((Head --> Body), Clause), _, fail),
    clause_parts(Clause, H, B),
    clause(H, B, Pos, _, Source).
statement((Head0 :- Body0), Pos, Source) :-
    Source = s(Program, _, _, _, _),
    setting(Program, import, aggregate),
    aggregated(Head0, Body0, Head, Body),
    want_predicate(Program, aggregate/5),
    argument_offset(Pos, 2, Inner),
    check_body(Body0, Inner, Source),
    span(Pos, From, To),
    clause(Head, Body, Pos, term_position(From, To, From, To, [_, _, _, Inner, _]), Source).
statement((Head :- Body), Pos, Source) :-
    argument_offset(Pos, 1, HeadPos),
    argument_offset(Pos, 2, BodyPos),
    clause(Head, Body, HeadPos, BodyPos, Pos, Source).
statement((Head <- Body), Pos, Source) :-
    argument_offset(Pos, 1, HeadPos),
    argument_offset(Pos, 2, BodyPos),
    clause(Head, Body, HeadPos, BodyPos, Pos, Source).
statement(Head, Pos, Source) :-
    clause(Head, true, Pos, _, Pos, Source).

clause_parts((H :- B), H, B) :- !.
clause_parts(H, H, true).

clause(Head, Body, Pos, BodyPos, Source) :-
    clause(Head, Body, Pos, BodyPos, Pos, Source).

clause(Head0, Body, HeadPos, BodyPos, Pos, Source) :-
    spelled_out(Head0, Head),
    (   kind(Head, Body, Kind, Heads)
    ->  ( var(BodyPos) -> check_body(Body, Pos, Source) ; check_body(Body, BodyPos, Source) ),
        check_asked(Kind, Heads, Source),
        note_negated(Heads, Source),
        keep(Source, Kind, Heads, Body, BodyPos, Pos)
    ;   head_fault(Head, Code, Arguments)
    ->  refuse(Source, HeadPos, Code, Arguments)
    ).

%   A decision `?::a` is read as one symbol before a.

spelled_out(Head, Head) :-
    var(Head),
    !.
spelled_out(?::(Head), (?) :: Head) :- !.
spelled_out((A0 ; B0), (A ; B)) :-
    !,
    spelled_out(A0, A),
    spelled_out(B0, B).
spelled_out(Head, Head).

keep(s(Program, File, Base, Names, _), Kind, Heads, Body, BodyPos, Pos) :-
    span(Pos, From0, To0),
    From is Base + From0,
    To is Base + To0,
    (   Body == true
    ->  Kept = none
    ;   Kept = at(Base, BodyPos)
    ),
    bind_starts(Heads),
    keep_item(Program, Kind, Heads, Body, Names, place(File, From, To, Kept)).

argument_offset(term_position(_, _, _, _, Args), N, Pos) :-
    nth1(N, Args, Pos),
    !.
argument_offset(Pos, _, Pos).

%   A variable that occurs once is often a misspelt one; in a query or a declaration it is none.

note_singletons([], _, _, _) :- !.
note_singletons(_, Term, _, _) :-
    ( Term = query(_) ; Term = (:- _) ),
    !.
note_singletons(Singles, Term, Pos, Source) :-
    forall(( member(Name=Variable, Singles),
             \+ sub_atom(Name, 0, _, _, '_') ),
           ( variable_place(Term, Pos, Variable, Place),
             format(string(Text), '~w', [Name]),
             refuse(Source, Place, singleton, [Text]) )).

variable_place(Term, Pos0, Variable, Place) :-
    strip_parentheses(Pos0, Pos),
    (   inner_place(Term, Pos, Variable, Place0)
    ->  Place = Place0
    ;   Place = Pos
    ).

inner_place(Term, Pos, Variable, Pos) :-
    Term == Variable,
    !.
inner_place(Term, term_position(_, _, _, _, Places), Variable, Place) :-
    Term =.. [_|Arguments],
    inner_places(Arguments, Places, Variable, Place).
inner_place(Term, list_position(_, _, Places, Tail), Variable, Place) :-
    length(Places, Count),
    length(Elements, Count),
    append(Elements, Rest, Term),
    (   inner_places(Elements, Places, Variable, Place)
    ;   inner_place(Rest, Tail, Variable, Place)
    ).
inner_place({Term}, brace_term_position(_, _, Pos), Variable, Place) :-
    inner_place(Term, Pos, Variable, Place).
inner_place(Term, parentheses_term_position(_, _, Pos), Variable, Place) :-
    inner_place(Term, Pos, Variable, Place).

inner_places([Term|_], [Pos|_], Variable, Place) :-
    inner_place(Term, Pos, Variable, Place).
inner_places([_|Terms], [_|Places], Variable, Place) :-
    inner_places(Terms, Places, Variable, Place).

%   A body calls the program's own predicates, control constructs and the whitelist. What else
%   SWI-Prolog has is noted here, and refused unless the program defines it itself.

check_body(true, _, _) :- !.
check_body(Body, _, Source) :-
    \+ ( subgoal(Body, Goal),
         goal_fault(Goal, Source, _, _) ),
    !.
check_body(Body, Pos, Source) :-
    forall(( subgoal(Body, Pos, Goal, GoalPos),
             goal_fault(Goal, Source, Code, Arguments) ),
           ( ( nonvar(GoalPos) -> At = GoalPos ; At = Pos ),
             refuse(Source, At, Code, Arguments) )).

note_negated(Heads, s(Program, _, _, _, _)) :-
    (   member(_-Head, Heads),
        Head = (\+ _)
    ->  note_setting(Program, negated, heads)
    ;   true
    ).

%   What a query or evidence asks for may be a predicate of ProbLog's library.

check_asked(Kind, [_-Asked], s(Program, _, _, _, _)) :-
    ( Kind == query ; Kind == evidence ),
    !,
    arg(1, Asked, Body),
    forall(( subgoal(Body, Goal),
             callable(Goal),
             functor(Goal, Name, Arity),
             problog_predicate(Name, Arity) ),
           want_predicate(Program, Name/Arity)).
check_asked(_, _, _).

goal_fault('$dynamic', _, _, _) :-
    !,
    fail.
goal_fault(_:_, _, permission, [(:)/2]) :- !.
goal_fault(Goal, _, goal, [Text]) :-
    \+ callable(Goal),
    !,
    format(string(Text), '~q', [Goal]).
goal_fault(Goal, s(Program, _, _, _, _), collector, [Text, Indicator]) :-
    unknown_collector(Goal, Text, Indicator),
    !,
    want_predicate(Program, (=>)/2).
goal_fault(Goal, s(Program, _, _, _, _), Code, Arguments) :-
    functor(Goal, Name, Arity),
    (   problog_predicate(Name, Arity)
    ->  want_predicate(Program, Name/Arity),
        fail
    ;   reaches_outside(Name, Arity),
        Code = permission,
        Arguments = [Name/Arity]
    ).

%   reaches_outside(+Name, +Arity): it is slow to find out, so that the answer is kept in between.

reaches_outside(Name, Arity) :-
    nb_getval('$neurosym_outside', Trie),
    (   trie_lookup(Trie, Name/Arity, Outside)
    ->  true
    ;   ( \+ builtin(Name, Arity), outside(Name, Arity) -> Outside = 1 ; Outside = 0 ),
        trie_insert(Trie, Name/Arity, Outside)
    ),
    Outside =:= 1.

outside(Name, Arity) :-
    functor(Head, Name, Arity),
    predicate_property(system:Head, visible),
    !.
outside(Name, Arity) :-
    outside_library(Names/Arity),
    memberchk(Name, Names),
    !.
