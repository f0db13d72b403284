:- module(neurosym_redundant,
          [ redundant/4,                % +Context, +Clauses, -Clause, -Fault
            duplicate_facts/2,          % +Clauses, -Faults
            opposed/4                   % +Context, +Clauses, -Clause, -Fault
          ]).

/** <module> Clauses that say what others say already, and clauses that contradict others

A clause says what another says already if the other, under some substitution, has the same head
and no condition that the first has not; a comparison implies a weaker one (`A > 5` implies
`A > 3`). A fault is a list `[Code, OtherFile, OtherOffset|Arguments]`.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(pairs)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_case).
:- use_module(neurosym_items).
:- use_module(neurosym_linear).
:- use_module(neurosym_parts).

most_pairs(200_000).

                 /*******************************
                 *         SAID ALREADY         *
                 *******************************/

%!  redundant(+Context, +Clauses, -Clause, -Fault) is nondet.
%
%   Clause, of Clauses, adds nothing to another one, or is written twice. Facts without variables
%   are not compared with one another here.

redundant(_, Clauses, Clause, Fault) :-
    findall(Key-Clause0, ( member(Clause0, Clauses), key(Clause0, Key) ), Pairs0),
    keysort(Pairs0, Pairs),
    group_pairs_by_key(Pairs, Groups),
    member(_-Group, Groups),
    \+ ( member(WithCut, Group),
         has_cut(WithCut) ),
    findall(General, ( member(General, Group), \+ ground_fact(General) ), Generals),
    length(Group, Count),
    length(Generals, GeneralCount),
    most_pairs(Most),
    Count * GeneralCount =< Most,
    member(Clause, Group),
    once(( member(Other, Generals),
           says(Other, Clause, Code) )),
    place_text(Other, File, From),
    counted(Clauses, Clause, Code, Fault, [File, From]).

%   counted(+Clauses, +Clause, +Code, -Fault, +Place): where the answers of a predicate are
%   collected, one that is written twice counts twice.

counted(Clauses, c(_, _, [_-Head], _, _, _), "duplicate", ["duplicate_answer"|Place], Place) :-
    functor(Head, Name, Arity),
    member(c(_, _, _, Body, _, _), Clauses),
    subgoal(Body, Collecting),
    compound(Collecting),
    functor(Collecting, Collector, _),
    memberchk(Collector, [findall, aggregate_all, bagof, setof, all]),
    meta_arguments(Collecting, [Goal-0]),
    subgoal(Goal, Inner),
    callable(Inner),
    functor(Inner, Name, Arity),
    !.
counted(_, _, Code, [Code|Place], Place).

key(c(_, rule, [_-Head], _, _, _), Name/Arity) :-
    functor(Head, Name, Arity).
key(c(_, disjunction, [_-Head], _, _, _), Name/Arity) :-
    functor(Head, Name, Arity).
key(c(_, disjunction, Heads, _, _, _), Indicators) :-
    Heads = [_, _|_],
    maplist(head_indicator, Heads, Indicators).
key(c(_, constraint(_), [], _, _, _), constraint).

head_indicator(_-Head, Name/Arity) :-
    functor(Head, Name, Arity).

has_cut(c(_, _, _, Body, _, _)) :-
    cut_in(Body).

cut_in(Body) :- Body == !, !.
cut_in(Body) :-
    compound(Body),
    ( Body = (A, B) ; Body = (A ; B) ; Body = (A -> B) ),
    ( cut_in(A) ; cut_in(B) ),
    !.

ground_fact(c(_, _, Heads, true, _, _)) :-
    ground(Heads).

%   says(+Other, +Clause, -Code): Other makes Clause superfluous, or they are the same.

says(Other, Clause, Code) :-
    Other = c(Index0, Kind0, Heads0, _, _, _),
    Clause = c(Index, Kind, Heads, _, _, _),
    Index0 \== Index,
    comparable(Kind0, Heads0, Kind, Heads, Relation),
    subsumes_clause(Other, Clause),
    (   subsumes_clause(Clause, Other)
    ->  same_code(Relation, Index0, Index, Code)
    ;   memberchk(Relation, [certain, weaker]),
        Code = "subsumed"
    ).

same_code(certain, Index0, Index, "duplicate") :- Index0 < Index.
same_code(weaker, _, _, "subsumed").
same_code(weighs, Index0, Index, "duplicate_constraint") :- Index0 < Index.
same_code(twice, Index0, Index, "duplicate_cause") :- Index0 < Index.

comparable(rule, _, rule, _, certain) :- !.
comparable(rule, _, disjunction, _, weaker) :- !.
comparable(disjunction, Heads0, disjunction, Heads, twice) :-
    !,
    pairs_keys(Heads0, Chances0),
    pairs_keys(Heads, Chances),
    Chances0 =@= Chances.
comparable(constraint(S), _, constraint(T), _, Relation) :-
    (   hard(S)
    ->  ( hard(T) -> Relation = certain ; Relation = weaker )
    ;   \+ hard(T),
        Relation = weighs
    ).

hard(Strength) :-
    number(Strength),
    Strength =:= 1.

%   Soft constraints on narrower conditions are weighed as well; only the same ones are one too
%   many.

subsumes_clause(Other, Clause) :-
    \+ \+ ( copied(Other, Heads0, Literals0),
            copied(Clause, Heads, Literals),
            term_variables(Heads-Literals, Variables),
            numbered(Variables, 0),
            same_heads(Heads0, Heads),
            length(Literals0, Count0),
            length(Literals, Count),
            Count0 =< Count,
            all_said(Literals0, Literals) ).

copied(Clause, Heads, Literals) :-
    copy_term(Clause, Copy),
    Copy = c(_, _, Heads0, _, _, _),
    pairs_values(Heads0, Heads),
    conjunction(Copy, Literals).

numbered([], _).
numbered(['$VAR'(N)|Variables], N) :-
    N1 is N + 1,
    numbered(Variables, N1).

same_heads(Heads, Heads).

%   all_said(+Literals0, +Literals): each of Literals0 is among Literals or implied by them; what
%   binds variables comes first.

all_said(Literals0, Literals) :-
    partition(test_literal, Literals0, Tests, Others),
    said_among(Others, Literals),
    maplist(test_implied(Literals), Tests).

test_literal(lit(pos, Goal, _)) :-
    compound(Goal),
    comparison(Goal, _, Operator, _),
    Operator \== (=\=),
    Goal \= (_ is _).

said_among([], _).
said_among([lit(Sign, Goal, _)|Literals0], Literals) :-
    member(lit(Sign, Same, _), Literals),
    Goal = Same,
    said_among(Literals0, Literals).

test_implied(Literals, lit(pos, Goal, _)) :-
    (   member(lit(pos, Same, _), Literals),
        Goal = Same
    ->  true
    ;   ground(Goal),
        catch(linear_test(Goal, Form, Operator, Number), _, fail),
        findall(Given-Bound,
                ( member(lit(pos, Test, _), Literals),
                  compound(Test),
                  catch(linear_test(Test, Form0, Given, Bound), _, fail),
                  Form0 =@= Form ),
                Tests),
        implied(Operator, Number, Tests)
    ).

%!  duplicate_facts(+Clauses, -Faults)
%
%   Faults are `Clause-[Code, File, Offset]` of facts without variables that are written twice.

duplicate_facts(Clauses, Faults) :-
    findall(Kind-Heads-Index-Clause,
            ( member(Clause, Clauses),
              Clause = c(Index, Kind0, Heads, true, _, _),
              memberchk(Kind0, [rule, disjunction]),
              ground(Heads),
              Kind = Kind0 ),
            Facts0),
    msort(Facts0, Facts),
    again(Facts, Clauses, Faults).

again([Kind-Heads-_-First, Kind-Heads-Index-Clause|Facts], Clauses, [Clause-Fault|Faults]) :-
    !,
    place_text(First, File, From),
    ( Kind == rule -> Code = "duplicate" ; Code = "duplicate_cause" ),
    counted(Clauses, Clause, Code, Fault, [File, From]),
    again([Kind-Heads-Index-First|Facts], Clauses, Faults).
again([_|Facts], Clauses, Faults) :-
    again(Facts, Clauses, Faults).
again([], _, []).

                 /*******************************
                 *         CONTRADICTED         *
                 *******************************/

%!  opposed(+Context, +Clauses, -Clause, -Fault) is nondet.
%
%   Clause and an earlier one are a constraint that rules something out, and a clause that demands
%   it under the same or a wider condition.

opposed(Context, Clauses, Clause, ["contradiction", File, From, Text]) :-
    findall(demand(Index, Head, Rest, Narrow, Other),
            ( member(Other, Clauses),
              demand(Other, Index, Head, Rest, Narrow) ),
            Demands),
    Demands \== [],
    member(Constraint, Clauses),
    Constraint = c(Index, constraint(_), _, _, Names, _),
    conjunction(Constraint, Literals),
    once(( member(demand(Index0, Head0, Rest0, Narrow, Demanding), Demands),
           Index0 \== Index,
           forbids(Literals, Forbidden, Rest),
           contradicts(Context, Head0, Rest0, Narrow, Forbidden, Rest) )),
    (   Index0 < Index
    ->  Clause = Constraint,
        place_text(Demanding, File, From)
    ;   Clause = Demanding,
        place_text(Constraint, File, From)
    ),
    ( Forbidden = other(Shown) -> true ; Shown = Forbidden ),
    text_with_names(Shown, Names, Text).
opposed(_, Clauses, Clause, ["contradiction", File, From, Text]) :-
    findall(Atom-e(Index, Truth, Other),
            ( member(Other, Clauses),
              Other = c(Index, _, _, _, _, _),
              given_truth(Other, Atom, Truth) ),
            Pairs0),
    keysort(Pairs0, Pairs),
    group_pairs_by_key(Pairs, Groups),
    member(Atom-Group, Groups),
    append(Before, [e(_, Truth, Clause)|_], Group),
    Clause = c(_, evidence, _, _, _, _),
    once(( member(e(_, Truth0, First), Before),
           Truth0 \== Truth )),
    place_text(First, File, From),
    text_with_names(Atom, [], Text).

%   demand(+Clause, -Index, -Head, -Rest, -Narrow): where Rest holds, Head must hold. Narrow tells
%   whether Rest may be the narrower condition of the two.

demand(Clause, Index, Head, Rest, yes) :-
    Clause = c(Index, constraint(_), _, _, _, _),
    conjunction(Clause, Literals),
    select(lit(neg, Head, _), Literals, Rest).
demand(Clause, Index, Head, Rest, no) :-
    Clause = c(Index, rule, [certain-Head], Body, _, _),
    Body \== true,
    Head \= (\+ _),
    conjunction(Clause, Rest).

forbids(Literals, Forbidden, Rest) :-
    select(lit(pos, Forbidden, _), Literals, Rest),
    compound_or_atom(Forbidden).
forbids(Literals, other(Forbidden), Rest) :-
    select(lit(neg, Forbidden, _), Literals, Rest).

compound_or_atom(Goal) :-
    callable(Goal),
    \+ comparison(Goal, _, _, _).

contradicts(Context, Head0, Rest0, _, Forbidden, Rest) :-
    \+ \+ ( copy_term(Head0-Rest0, Head1-Rest1),
            copy_term(Forbidden-Rest, Forbidden2-Rest2),
            term_variables(Forbidden2-Rest2, Variables),
            numbered(Variables, 0),
            against(Context, Head1, Forbidden2),
            all_said(Rest1, Rest2) ).
contradicts(Context, Head0, Rest0, yes, Forbidden, Rest) :-
    \+ \+ ( copy_term(Head0-Rest0, Head1-Rest1),
            copy_term(Forbidden-Rest, Forbidden2-Rest2),
            term_variables(Head1-Rest1, Variables),
            numbered(Variables, 0),
            against(Context, Head1, Forbidden2),
            all_said(Rest2, Rest1) ).

%   Two states of one variable are demanded at once.

against(x(Program, _, Case), Head, other(Other)) :-
    !,
    callable(Head),
    functor(Head, Name, Arity),
    functor(Other, Name, Arity),
    Head =.. [_|As],
    Other =.. [_|Bs],
    maplist(unify_unless_constants, As, Bs),
    exclusive_goals(Program, Case, Head, Other).
against(_, Head, Head).

unify_unless_constants(A, B) :-
    (   atomic(A),
        atomic(B)
    ->  true
    ;   A = B
    ).

%   given_truth(+Clause, -Atom, -Truth): evidence, or a fact, on an atom without variables.

given_truth(c(_, evidence, [_-evidence(Atom0, Truth0)], true, _, _), Atom, Truth) :-
    ground(Atom0),
    ( Atom0 = (\+ Atom) -> negated_truth(Truth0, Truth) ; Atom = Atom0, Truth = Truth0 ),
    memberchk(Truth, [true, false]).
given_truth(c(_, rule, [certain-Atom], true, _, _), Atom, true) :-
    ground(Atom),
    Atom \= (\+ _).

negated_truth(true, false).
negated_truth(false, true).
