:- module(neurosym_problog,
          [ same_goal/3,                % +M, +Goal, -Other
            unknown_fails/2,            % +M, +Indicator
            library_goal/4,             % +M, +Clause, +Goal, -Code
            float_division/2,           % +Expression, -Other
            possible_answer/3,          % +M, +Clause, +Goal
            known_clause/4,             % +M, ?Head, ?Body, ?P
            subquery/5,                 % +M, +Clause, +Goal, ?P, +Evidence
            exact_semiring/2,           % +Clause, +Semiring
            nested_recording/0,
            raised/2,                   % +Clause, +Parts
            formatted/4                 % +Clause, +Sink, +Format, +Arguments
          ]).

/** <module> What ProbLog's engine has and Prolog has not, or has with another meaning

A predicate that ProbLog has means what it means there: once/1 keeps every solution, 4/2 is 2.0.
Everything else means what it means in SWI-Prolog. ProbLog's library predicates are clauses, in
problog/library.pl; here are those that need the engine.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_compile).
:- use_module(neurosym_items).
:- use_module(neurosym_record).
:- use_module(neurosym_run).
:- use_module(neurosym_solutions).
:- use_module(neurosym_syntax).
:- use_module(neurosym_translate).
:- use_module(neurosym_write).

                 /*******************************
                 *             CODE             *
                 *******************************/

%!  same_goal(+M, +Goal, -Other)
%
%   Other means the same as Goal. Fails for goals that are not ProbLog's own, and where the program
%   defines the predicate itself.

same_goal(M, Goal, Other) :-
    compound(Goal),
    other_goal(Goal, M, Other0),
    \+ class(M, Goal, _),
    Other = Other0.

other_goal(once(Goal), _, call(Goal)).
other_goal(phrase(Body, List), _, call(Body, List, [])).
other_goal(phrase(Body, List, Rest), _, call(Body, List, Rest)).
other_goal(findall(Template, Goal, List, Rest), _,
           ( findall(Template, Goal, Front), append(Front, Rest, List) )).
other_goal(writenl(Term), _, writeln(Term)).
other_goal(subsumes_chk(General, Specific), _, subsumes_term(General, Specific)).
other_goal(unknown(_), _, true).
other_goal(nocache(_, _), _, true).
other_goal(Goal, M, Other) :-
    compound_name_arguments(Goal, Name, [First|Rest]),
    (   Name == call_nc
    ->  Other =.. [call, First|Rest]
    ;   Name == try_call
    ->  Called =.. [call, First|Rest],
        (   known_goal(M, First, Rest)
        ->  Other = Called
        ;   Other = fail
        )
    ;   memberchk(Name, [write, writeln, writenl, debugprint]),
        Rest \== []
    ->  printed([First|Rest], Name, Other)
    ;   Name == debugprint
    ->  Other = writeln(First)
    ;   Name == (\+),
        Rest \== []
    ->  conjoined([First|Rest], Body),
        Other = (\+ Body)
    ).

conjoined([Goal], Goal) :- !.
conjoined([Goal|Goals], (Goal, Rest)) :-
    conjoined(Goals, Rest).

known_goal(M, First, Rest) :-
    callable(First),
    First =.. List0,
    append(List0, Rest, List),
    Goal =.. List,
    functor(Goal, Name, Arity),
    (   class(M, Goal, _)
    ;   builtin(Name, Arity)
    ;   control(Name/Arity)
    ),
    !.

printed([Last], write, write(Last)) :- !.
printed([Last], _, writeln(Last)) :- !.
printed([First|Rest], Name, (write(First), write(' '), Other)) :-
    printed(Rest, Name, Other).

%!  unknown_fails(+M, +Indicator)
%
%   True if a predicate without clauses fails: it is declared dynamic or closed, or
%   `:- unknown(fail)` is given.

unknown_fails(M, Indicator) :-
    M:'$program'(Program),
    (   setting(Program, unknown, fail)
    ;   setting(Program, dynamic, Indicator)
    ;   declared(Program, closed, Indicator)
    ),
    !.

%!  library_goal(+M, +Clause, +Goal, -Code)
%
%   Code runs a certain goal that needs the engine.

library_goal(M, Clause, Goal, Code) :-
    engine_goal(Goal, M, Clause, Code0),
    \+ class(M, Goal, _),
    Code = Code0.

engine_goal(possible(Goal), M, Clause, possible_answer(M, Clause, Goal)).
engine_goal(clause(Head, Body), M, _, known_clause(M, Head, Body, _)).
engine_goal(clause(Head, Body, P), M, _, known_clause(M, Head, Body, P)).
engine_goal(subquery(Goal, P), M, Clause, subquery(M, Clause, Goal, P, [])).
engine_goal(subquery(Goal, P, Evidence), M, Clause, subquery(M, Clause, Goal, P, Evidence)).
engine_goal(subquery(Goal, P, Evidence, Semiring, _), M, Clause,
            ( exact_semiring(Clause, Semiring), subquery(M, Clause, Goal, P, Evidence) )).
engine_goal(X is Expression0, M, Clause, Code) :-
    float_division(Expression0, Expression),
    Expression0 \== Expression,
    (   M:'$option'(guarded)
    ->  Code = guard(Clause, X is Expression)
    ;   Code = (X is Expression)
    ).
engine_goal(format(Format), _, Clause, formatted(Clause, user_error, Format, [])).
engine_goal(format(Format, Arguments), _, Clause,
            formatted(Clause, user_error, Format, Arguments)).
engine_goal(format(Sink, Format, Arguments), _, Clause,
            formatted(Clause, Sink, Format, Arguments)).
engine_goal(Goal, _, Clause, raised(Clause, Parts)) :-
    compound(Goal),
    Goal =.. [error|Parts].

%!  float_division(+Expression, -Other)
%
%   Other is Expression with ProbLog's division: the quotient of two integers is a float.

float_division(Expression, Expression) :-
    ( var(Expression) ; atomic(Expression) ),
    !.
float_division(A0 / B0, A / float(B)) :-
    !,
    float_division(A0, A),
    float_division(B0, B).
float_division(Expression0, Expression) :-
    compound_name_arguments(Expression0, Name, Arguments0),
    maplist(float_division, Arguments0, Arguments),
    compound_name_arguments(Expression, Name, Arguments).

                 /*******************************
                 *           BUILTINS           *
                 *******************************/

%!  possible_answer(+M, +Clause, +Goal) is nondet.
%
%   True for each answer of Goal in some world, whatever its probability.

possible_answer(M, Clause, Goal) :-
    translate(Goal, x(M, Clause, in_order), _, [], Code),
    findall(Goal, M:Code, Answers0),
    distinct(Answers0, Answers),
    member(Goal, Answers).

%!  known_clause(+M, ?Head, ?Body, ?P) is nondet.
%
%   True for each clause of the program.

known_clause(M, Head, Body, P) :-
    M:'$program'(Program),
    findall(Index-N,
            ( item(Program, Index, Kind, Heads, _, _, _),
              memberchk(Kind, [rule, disjunction]),
              nth0(N, Heads, _) ),
            Places0),
    sort(Places0, Places),
    member(Index-N, Places),
    item(Program, Index, _, Heads, Body, _, _),
    nth0(N, Heads, P0-Head),
    (   P0 == certain
    ->  P = 1.0
    ;   P = P0
    ).

%!  subquery(+M, +Clause, +Goal, ?P, +Evidence) is nondet.
%
%   P is the probability of each answer of Goal, given Evidence, as a query of its own would have it.

subquery(M, Clause, Goal, P, Evidence) :-
    M:'$program'(Program),
    flag(neurosym_nested, Depth, Depth),
    (   Depth >= 5
    ->  throw(neurosym(nested_subquery, Clause, Goal))
    ;   true
    ),
    (   is_list(Evidence)
    ->  maplist(term_text, Evidence, EvidenceTexts)
    ;   throw(neurosym(error, Clause, error(type_error(list, Evidence), _)))
    ),
    term_text(Goal, Text),
    kept_recording(
        py_call('neurosym.logic.subqueries':probabilities(Program, Text, EvidenceTexts), Answer)),
    (   atom_length(Answer.error, 0)
    ->  true
    ;   atom_string(Answer.error, Sentence),
        atom_string(Kind, Answer.kind),
        throw(neurosym(Kind, Clause, Sentence))
    ),
    member([AnswerText, P], Answer.rows),
    term_string(Goal, AnswerText, [module(neurosym_syntax)]).

%!  exact_semiring(+Clause, +Semiring)
%
%   True if Semiring, as subquery/5 names it, gives probabilities. How they are computed is ours.

exact_semiring(Clause, Semiring) :-
    (   text_to_string(Semiring, Text),
        memberchk(Text, ["prob", "logprob"])
    ->  true
    ;   throw(neurosym(semiring, Clause, Semiring))
    ).

kept_recording(Goal) :-
    recording_state(State),
    setup_call_cleanup(flag(neurosym_nested, Depth, Depth + 1),
                       once(Goal),
                       ( flag(neurosym_nested, _, Depth),
                         restore_recording(State) )).

%!  nested_recording
%
%   True if a program is grounded in the middle of the grounding of another.

nested_recording :-
    flag(neurosym_nested, Depth, Depth),
    Depth > 0.

%!  raised(+Clause, +Parts)
%
%   Throw the error that a rule raises by error/N.

raised(Clause, Parts) :-
    maplist(shown_part, Parts, Texts),
    atomic_list_concat(Texts, Text),
    atom_string(Text, String),
    throw(neurosym(raised, Clause, String)).

shown_part(Part, Text) :-
    format(atom(Text), '~w', [Part]).

%!  formatted(+Clause, +Sink, +Format, +Arguments)
%
%   format/3 to standard error or into a text; directives that call goals are refused.

formatted(Clause, Sink, Format, Arguments) :-
    guard(Clause, text_to_string(Format, Text)),
    (   calls_goal(Text)
    ->  throw(neurosym(format, Clause, Text))
    ;   Sink == user_error
    ->  true
    ;   compound(Sink),
        functor(Sink, Name, 1),
        memberchk(Name, [atom, string, codes, chars])
    ->  true
    ;   throw(neurosym(format, Clause, Sink))
    ),
    guard(Clause, format(Sink, Text, Arguments)).

calls_goal(Text) :-
    sub_string(Text, Before, 1, _, "~"),
    Next is Before + 1,
    sub_string(Text, Next, _, 0, Rest),
    string_chars(Rest, Chars),
    after_number(Chars, Directive),
    memberchk(Directive, ['@', 'W']),
    !.

after_number(['`', _|Chars], Directive) :-
    !,
    after_number(Chars, Directive).
after_number([Char|Chars], Directive) :-
    (   ( char_type(Char, digit) ; memberchk(Char, [*, :]) )
    ->  after_number(Chars, Directive)
    ;   Directive = Char
    ).
