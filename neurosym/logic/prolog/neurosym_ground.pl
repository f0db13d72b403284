:- module(neurosym_ground,
          [ ground_program/3            % +Program, +In, -Out
          ]).

/** <module> Ground a program: one call in, one flat structure out

In is a dict:

  - `queries`: a list of goal texts, or the atom `own` for the program's own `query/1`
  - `evidence`: literals as texts; `facts`: facts as texts, `\+ Fact` denies one
  - `states`: `[Text, Variable, State]` lists, and `columns`: `[Text, Variable]` lists, of a case
  - `explain`: 1 to keep what is certain, for proofs, 2 to keep every step, 3 for that with facts
    as they are and without constraints, where `changes` names predicates; `guarded`: 1 to find an error's clause
  - `changes`: which predicates' facts may be otherwise, or the word `none`
  - `inferences`, `seconds`: the limits

Out is a dict of flat lists; an error is `_{error: [Kind, Clause, Text...]}`.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(modules)).
:- use_module(library(pairs)).
:- use_module(library(time)).
:- use_module(neurosym_syntax).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).
:- use_module(neurosym_given).
:- use_module(neurosym_kept).
:- use_module(neurosym_compile).
:- use_module(neurosym_problog).
:- use_module(neurosym_translate).
:- use_module(neurosym_record).
:- use_module(neurosym_calls).
:- use_module(neurosym_collect).
:- use_module(neurosym_changes).
:- use_module(neurosym_constrain).
:- use_module(neurosym_steps).
:- use_module(neurosym_write).

%!  ground_program(+Program, +In, -Out)
%
%   Ground Program as In says.

ground_program(Program, In, Out) :-
    start_recording,
    catch(limited(Program, In, Out0), Error, true),
    (   nested_recording
    ->  true
    ;   nonvar(Error)
    ->  forget_compiled(Program)
    ;   get_dict(error, Out0, _)
    ->  forget_compiled(Program)
    ;   true
    ),
    (   nonvar(Error)
    ->  error_out(Error, Out0)
    ;   true
    ),
    (   nested_recording
    ->  true
    ;   abolish_all_tables
    ),
    end_recording,
    Out = Out0.

%   The limit of time is the outer one: where a limit of inferences ends a goal, it may end the
%   cleaning up within it as well, and an alarm would be left to go off in another call. A subquery
%   is within the limits of the program that asks it, and has no alarm of its own.

limited(Program, In, Out) :-
    nested_recording,
    !,
    grounded(Program, In, Out).
limited(Program, In, Out) :-
    call_with_time_limit(In.seconds,
                         call_with_inference_limit(grounded(Program, In, Out0),
                                                   In.inferences, Result)),
    (   Result == inference_limit_exceeded
    ->  Out = _{error: ["inferences", -1, ""]}
    ;   Out = Out0
    ).

%   A subquery, in the middle of another grounding, leaves the module of that one alone.

grounded(Program, In, Out) :-
    nested_recording,
    !,
    in_temporary_module(M, compile_into(Program, In, M), work(M, Program, In, Out)).
grounded(Program, In, Out) :-
    ( In.changes == none -> Asked = none ; Asked = In.queries-In.changes ),
    Key = key(In.facts, In.states, In.columns, In.explain, In.guarded, Asked),
    compiled_module(Program, Key, compile_into(Program, In), M),
    work(M, Program, In, Out).

compile_into(Program, In, M) :-
    prepare(M, Program, In),
    compile_program(Program, M).

prepare(M, Program, In) :-
    set_module(M:base(neurosym_record)),
    forall(member(Name/Arity, [ '$class'/2, '$defined'/1, '$ruled'/1, '$case'/1, '$calls'/2,
                                '$uncertain'/1, '$state'/3, '$column'/2, '$open'/1, '$observed'/1,
                                '$closed'/1, '$spoken'/1, '$denied'/1, '$given'/1, '$option'/1,
                                '$heads'/1, '$predicted'/1, '$waits'/2, '$cyclic'/2,
                                '$open_ended'/1, '$plain'/1, '$simple'/2, '$lone'/1, '$program'/1,
                                '$proving'/1, '$over_cycle'/1, '$domains'/2, '$held'/1,
                                '$silent'/1 ]),
           dynamic(M:Name/Arity)),
    trie_new(Heads),
    assertz(M:'$heads'(Heads)),
    assertz(M:'$program'(Program)),
    forall(option_of(In, Option), assertz(M:'$option'(Option))),
    forall(member([Text, Variable, State], In.states), add_state(M, Text, Variable, State)),
    forall(member([Text, Variable], In.columns), add_column(M, Text, Variable)),
    add_facts(M, Program, In),
    declare_roles(M, Program),
    declare_changes(M, Program, In).

option_of(In, guarded) :- In.guarded =:= 1.
option_of(In, explain) :- In.explain >= 1.
option_of(In, steps) :- In.explain >= 2.
option_of(In, near) :- In.explain >= 2, ( In.changes == none -> true ; In.explain =:= 3 ).
option_of(In, known) :- In.explain =:= 3.

add_state(M, Text, Variable, State) :-
    parse(Text, Atom),
    assertz(M:'$state'(Atom, Variable, State)),
    add_case(M, Atom).

add_column(M, Text, Variable) :-
    parse(Text, Atom),
    term_variables(Atom, Numbers),
    (   Numbers = ['$c'(Variable)]
    ->  true
    ;   throw(neurosym(column_atom, -1, Atom))
    ),
    assertz(M:'$column'(Atom, Variable)),
    add_case(M, Atom).

add_case(M, Atom) :-
    functor(Atom, Name, Arity),
    functor(General, Name, Arity),
    (   M:'$case'(General)
    ->  true
    ;   assertz(M:'$case'(General))
    ).

declare_roles(M, Program) :-
    forall(( declared(Program, Role, Name/Arity),
             functor(General, Name, Arity) ),
           declare_role(Role, M, Program, General)).

declare_role(predicted, M, _, General) :-
    assertz(M:'$predicted'(General)),
    (   M:'$case'(General)
    ->  true
    ;   assertz(M:'$case'(General)),
        assertz(M:'$open'(General))
    ).
declare_role(observed, M, Program, General) :-
    (   M:'$case'(General)
    ->  true
    ;   assertz(M:'$observed'(General)),
        (   M:'$defined'(General)
        ->  true
        ;   assertz(M:'$defined'(General))
        ),
        forall(( item(Program, _, Kind, Heads, _, _, _),
                 memberchk(Kind, [rule, disjunction]),
                 member(_-General, Heads) ),
               assertz(M:'$spoken'(General)))
    ).
declare_role(closed, M, _, General) :-
    assertz(M:'$closed'(General)).

                 /*******************************
                 *             WORK             *
                 *******************************/

work(M, Program, In, Out) :-
    findall(Row, query_row(M, Program, In.queries, Row), QueryRows),
    (   In.own_evidence =:= 1
    ->  Own = Program
    ;   Own = none
    ),
    findall([Lit, Clause, Text], evidence_literal(M, Own, In.evidence, Lit, Clause, Text), Evidence),
    (   In.explain >= 2,
        ( In.explain =:= 3 ; M:'$predicted'(_) )
    ->  true
    ;   constrain(M, Own)
    ),
    ground_out(M, QueryRows, Evidence, Out).

%   query_row(+M, +Program, +Queries, -Row): Row is `[Text, Lit]`, or the number of an atom that is
%   the answer itself.

query_row(M, Program, Queries, Row) :-
    query_goal(Queries, M, Program, Goal, Clause),
    query_answers(M, Clause, Goal, Answers),
    (   Answers == []
    ->  ( missed_query(M, Goal, Lit) -> true ; Lit = "false" ),
        variable_names(Goal, Names, Names),
        goal_text(M, Goal, Text),
        Row = [Text, Lit]
    ;   member(Answer-Lit, Answers),
        (   integer(Lit),
            Lit > 0,
            class(M, Answer, Class),
            Class \== case
        ->  Row = Lit
        ;   goal_text(M, Answer, Text),
            Row = [Text, Lit]
        )
    ).

%   ProbLog shows the N variables of a query without answers as X(N+1) and on.

variable_names(Goal, Variables, Names) :-
    term_variables(Goal, Variables),
    length(Variables, Count),
    findall('$VAR'(Name),
            ( between(1, Count, I),
              N is Count + I,
              atom_concat('X', N, Name) ),
            Names).

query_goal(own, M, Program, Goal, Index) :-
    !,
    item(Program, Index, query, [_-query(Goal0)], Body, _, _),
    own_solution(M, Index, Body),
    instance_of(Goal0, M, Index, Goal).
query_goal(Texts, _, _, Goal, -1) :-
    member(Text, Texts),
    parse(Text, Goal).

%   As in ProbLog, query(\+ q(X)) asks for each answer of q(X) whether it does not hold.

instance_of(Goal, M, Index, Instance) :-
    (   nonvar(Goal),
        ( Goal = (\+ Inner) ; Goal = not(Inner) ),
        callable(Inner),
        \+ ground(Inner)
    ->  findall(Goal, possible_answer(M, Index, Inner), Instances),
        ( member(Instance, Instances) ; Instances == [], Instance = Goal )
    ;   Instance = Goal
    ).

%   As in ProbLog, the body of a query or of evidence says which instances there are: those of its
%   answers in any world.

own_solution(M, Index, Body) :-
    (   Body == true
    ->  true
    ;   certain_body(M, Body)
    ->  certain_code(Body, x(M, Index, open), Code),
        call(M:Code)
    ;   possible_answer(M, Index, Body)
    ).

query_answers(_, Clause, Goal, _) :-
    \+ callable(Goal),
    !,
    throw(neurosym(query, Clause, Goal)).
query_answers(M, Clause, Goal, Answers) :-
    query_solutions(M, Clause, Goal, Solutions),
    (   Solutions = [_, _|_]
    ->  trie_new(Known),
        grouped(Solutions, Known, 1, Numbered),
        keysort(Numbered, Sorted),
        group_pairs_by_key(Sorted, Groups),
        maplist(answer_literal(M), Groups, Answers)
    ;   maplist(single_answer(M), Solutions, Answers)
    ).

query_solutions(M, _, Goal, Solutions) :-
    ground(Goal),
    M:'$plain'(Goal),
    \+ M:'$observed'(Goal),
    !,
    class(M, Goal, rules(Code)),
    code_number(Code, Id),
    findall(Goal-Lits, call_plain(M, Goal, Code, Id, Lits, []), Solutions).
query_solutions(M, _, Goal, Solutions) :-
    ground(Goal),
    M:'$simple'(Goal, Component),
    \+ M:'$observed'(Goal),
    !,
    class(M, Goal, rules(Code)),
    code_number(Code, Id),
    findall(Goal-Lits, call_cyclic(M, Goal, Code, Id, Component, ordered, Lits, []), Solutions).
query_solutions(M, Clause, Goal, Solutions) :-
    translate(Goal, x(M, Clause, ordered), Lits, [], Code),
    solutions(M, Goal-Lits, Code, Solutions).

single_answer(M, Goal-Lits, Answer) :-
    answer_literal(M, 1-[Goal-Lits], Answer).

%   Solutions with one instance of the goal are one answer.

grouped([], _, _, []).
grouped([Goal-Lits|Solutions], Known, N0, [N-(Goal-Lits)|Numbered]) :-
    (   trie_lookup(Known, Goal, N)
    ->  N1 = N0
    ;   N = N0,
        trie_insert(Known, Goal, N),
        N1 is N0 + 1
    ),
    grouped(Solutions, Known, N1, Numbered).

answer_literal(M, _-Solutions, Answer) :-
    Solutions = [Goal-_|_],
    pairs_values(Solutions, Bodies),
    goal_literal(M, Goal, Bodies, Lit),
    Answer = Goal-Lit.

goal_literal(_, _, Bodies, "true") :-
    memberchk([], Bodies),
    !.
goal_literal(_, _, [[Lit]], Lit) :- !.
goal_literal(M, Goal, Bodies, Id) :-
    Key = '$any'(Goal),
    atom_number_of(Key, Id),
    forall(member(Lits, Bodies), ignore(record(M, -1, Key, Lits))).

%   evidence_literal(+M, +Program, +Texts, -Lit, -Clause, -Text): Text is empty where Lit has one.

evidence_literal(M, Program, Texts, Lit, Clause, Text) :-
    (   item(Program, Clause, evidence, [_-evidence(Atom, Value)], Body, _, _),
        own_solution(M, Clause, Body),
        signed(Value, Clause, Atom, Goal)
    ;   member(Given, Texts),
        parse(Given, Goal),
        Clause = -1
    ),
    query_answers(M, Clause, Goal, Answers),
    (   Answers == []
    ->  Lit = "false",
        goal_text(M, Goal, Text)
    ;   member(_-Lit, Answers),
        Text = ""
    ).

signed(true, _, Atom, Atom) :- !.
signed(false, _, Atom, \+ Atom) :- !.
signed(Value, Clause, _, _) :-
    throw(neurosym(evidence, Clause, Value)).

                 /*******************************
                 *            ERRORS            *
                 *******************************/

error_out(neurosym(error, Clause, Error), _{error: ["error", Clause, Text]}) :-
    !,
    error_text(Error, Text).
error_out(neurosym(Kind, Clause, Term), _{error: [KindText, Clause, Text]}) :-
    !,
    format(string(KindText), '~w', [Kind]),
    (   string(Term)
    ->  Text = Term
    ;   memberchk(Kind, [unknown, unsupported, column_operation, no_facts])
    ->  indicator_text(Term, Text)
    ;   term_text(Term, Text)
    ).
error_out(error(existence_error(Reset, _), _), _{error: ["collects_itself", -1, "a goal"]}) :-
    memberchk(Reset, [reset, reset/3]),
    !.
error_out(time_limit_exceeded, _{error: ["time", -1, ""]}) :- !.
error_out(error(resource_error(What), _), _{error: ["resource", -1, Text]}) :-
    !,
    format(string(Text), '~w', [What]).
error_out(error(Formal, Context), _{error: ["error", -1, Text]}) :-
    \+ passed_on(Formal),
    !,
    error_text(error(Formal, Context), Text).
error_out(Error, _) :-
    throw(Error).

%   Errors of Python that come up in between, such as an interrupt, are Python's.

passed_on(python_error(_, _)).
