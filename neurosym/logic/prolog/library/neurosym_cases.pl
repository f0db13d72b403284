:- module(neurosym_cases,
          [ run_cases/0
          ]).

/** <module> The cases of a pack, and which of its rules they fire

Run as `swipl -p library=DIR -s FILE -g run_cases -t halt -- OUT CASES RULES ...`: loads the rules
and the cases as an author does, runs each plunit test, and writes a line for each to OUT, its parts
with tabs in between: `case`, unit, name, line, whether it passed; `rule`, file, line, kind, how
many tests fired it; `error`, what SWI-Prolog said while it loaded them.

A constraint or a clause with a probability is left out by library(neurosym). It fires if the facts
of the cases make its body true, goals on what the model predicts left out.
*/

:- use_module(library(plunit)).
:- use_module(library(neurosym)).
:- use_module(library(apply)).
:- use_module(library(lists)).

:- dynamic
    seen/6,                             % Id, File, Line, Kind, Module, Body
    fired/1,                            % Id
    fired_by/2,                         % Id, Unit:Test
    predicted_predicate/1,              % Name/Arity
    load_error/1.

:- multifile
    user:term_expansion/2,
    user:message_hook/3.
:- dynamic
    user:term_expansion/2,
    user:message_hook/3.

most_inferences(5_000_000).

%!  run_cases
%
%   Run the cases that the command line names, and halt.

run_cases :-
    current_prolog_flag(argv, Arguments),
    ( append(_, [--|Given], Arguments) -> true ; Given = Arguments ),
    Given = [Out, Cases|Rules],
    maplist(load_rules, Rules),
    nb_setval(neurosym_cases_rules, false),
    load_files(user:Cases, []),
    findall(Row, ( error_row(Row) ; tested(Row) ; rule_row(Row) ), Rows),
    setup_call_cleanup(open(Out, write, Stream, [encoding(utf8)]),
                       forall(member(Row, Rows), write_row(Stream, Row)),
                       close(Stream)).

write_row(Stream, Row) :-
    atomic_list_concat(Row, '\t', Line),
    format(Stream, '~w~n', [Line]).

error_row([error, Text]) :-
    load_error(Text).

load_rules(File) :-
    nb_setval(neurosym_cases_rules, true),
    load_files(user:File, []).

user:message_hook(Message, error, _) :-
    \+ nb_current(neurosym_cases_running, _),
    message_to_codes(Message, Text),
    assertz(neurosym_cases:load_error(Text)),
    fail.

:- public message_to_codes/2.

message_to_codes(Message, Text) :-
    phrase(prolog:translate_message(Message), Lines),
    with_output_to(string(Text0), print_message_lines(current_output, '', Lines)),
    normalize_space(string(Text), Text0).

                 /*******************************
                 *            RULES             *
                 *******************************/

user:term_expansion(Clause0, Clause) :-
    nb_current(neurosym_cases_rules, true),
    \+ memberchk(Clause0, [begin_of_file, end_of_file]),
    prolog_load_context(module, Module),
    neurosym_cases:counted(Clause0, Module, Clause).

:- public counted/3.

%   counted(+Clause0, +Module, -Clause): Clause is Clause0 that notes when it fires.

counted((:- predicted(Indicators)), _, _) :-
    !,
    forall(indicator(Indicators, Indicator), assertz(predicted_predicate(Indicator))),
    fail.
counted(Clause, _, _) :-
    ( var(Clause) ; Clause = (:- _) ; Clause = (?- _) ),
    !,
    fail.
counted((Head --> Body), Module, Clause) :-
    !,
    dcg_translate_rule((Head --> Body), Plain),
    counted(Plain, Module, Clause).
counted(Clause0, Module, Clause) :-
    (   Clause0 = (Head :- Body)
    ->  true
    ;   Head = Clause0,
        Body = true
    ),
    (   weighed_head(Head, Kind)
    ->  note_seen(Kind, Module, Body, _),
        Clause = []
    ;   note_seen(rule, Module, true, Id),
        Clause = (Head :- Body, neurosym_cases:note_fired(Id))
    ).

indicator((A, B), Indicator) :-
    !,
    ( indicator(A, Indicator) ; indicator(B, Indicator) ).
indicator(Name/Arity, Name/Arity).

weighed_head(Head, constraint) :-
    ( Head == false ; nonvar(Head), Head = (_ :: False), False == false ),
    !.
weighed_head(Head, probabilistic) :-
    nonvar(Head),
    ( Head = (_ :: _) ; Head = (_ ; _) ),
    !.

note_seen(Kind, Module, Body, Id) :-
    prolog_load_context(source, File),
    prolog_load_context(term_position, Position),
    stream_position_data(line_count, Position, Line),
    flag(neurosym_cases, Id, Id + 1),
    assertz(seen(Id, File, Line, Kind, Module, Body)).

:- public note_fired/1.

note_fired(Id) :-
    (   fired(Id)
    ->  true
    ;   assertz(fired(Id))
    ).

                 /*******************************
                 *            CASES             *
                 *******************************/

tested([case, Unit, Name, Line, Passed]) :-
    nb_setval(neurosym_cases_running, true),
    current_test_unit(Unit, _),
    current_test(Unit, Test, Line, _, _),
    retractall(fired(_)),
    (   catch(run_tests(Unit:Test), _, fail)
    ->  Passed = true
    ;   Passed = false
    ),
    forall(fired(Id), assertz(fired_by(Id, Unit:Test))),
    format(string(Name), '~w', [Test]).

rule_row([rule, File, Line, Kind, Count]) :-
    seen(Id, File, Line, Kind, Module, Body),
    (   Kind == rule
    ->  aggregate_all(count, fired_by(Id, _), Count)
    ;   holds(Module, Body)
    ->  Count = 1
    ;   Count = 0
    ).

%   holds(+Module, +Body): the facts of the cases make Body true, but for what is predicted.

holds(Module, Body0) :-
    left_out(Body0, Body),
    most_inferences(Most),
    catch(call_with_inference_limit(once(Module:Body), Most, Result), _, fail),
    Result \== inference_limit_exceeded.

left_out(Goal, Goal) :-
    var(Goal),
    !.
left_out((A0, B0), (A, B)) :-
    !,
    left_out(A0, A),
    left_out(B0, B).
left_out(Goal, true) :-
    ( Goal = (\+ Inner) ; Goal = not(Inner) ; Goal = Inner ),
    callable(Inner),
    functor(Inner, Name, Arity),
    predicted_predicate(Name/Arity),
    !.
left_out(Goal, Goal).
