:- module(neurosym_record,
          [ call_open/4, call_ordered/4, call_case/5, fact_literal/5, observed/3,
            record/4, record_chance/4, record_constraint/3,
            atom_number_of/2,           % +Key, -Id
            start_recording/0,
            explore/2,                  % +M, +Goal
            certainly_true/2,           % +M, +Id
            new_leaf/2                  % +Id, +Leaf
          ]).

/** <module> What the compiled code calls: tabled calls that record ground clause instances

Every uncertain atom that comes up gets a number; a literal is that number, negative for a negated
atom. The tabled predicate instance/3 runs the code of one goal; its answers are the atoms that hold
in some world, and on the way each ground clause instance is recorded, once. The third argument of
the table keeps a ground goal from being complete at its first answer.

References:
    [1] D. Fierens et al. Inference and learning in probabilistic logic programs using weighted
        Boolean formulas. Theory and Practice of Logic Programming 15(3), 2015.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(pairs)).
:- use_module(library(aggregate)).
:- use_module(library(ordsets)).
:- use_module(library(assoc)).
:- use_module(library(strings)).
:- use_module(neurosym_compile).
:- use_module(neurosym_translate).
:- use_module(neurosym_run).
:- use_module(neurosym_collect).

%!  start_recording
%
%   Forget the last recording.

start_recording :-
    forall(member(Name, ['$neurosym_atoms', '$neurosym_rules', '$neurosym_certain',
                         '$neurosym_leaves', '$neurosym_constraints']),
           ( trie_new(Trie),
             nb_setval(Name, Trie) )),
    forall(member(Name,
                  [neurosym_atom, neurosym_rule, neurosym_group]),
           flag(Name, _, 1)).

%!  atom_number_of(+Key, -Id)
%
%   The number of an atom; a new one if it has none yet.

atom_number_of(Key, Id) :-
    nb_getval('$neurosym_atoms', Trie),
    (   trie_lookup(Trie, Key, Id0)
    ->  Id = Id0
    ;   flag(neurosym_atom, Id, Id + 1),
        trie_insert(Trie, Key, Id)
    ).

%!  certainly_true(+M, +Id)
%
%   True if an atom is known to hold in every world, and such atoms are left out.

certainly_true(M, Id) :-
    nb_getval('$neurosym_certain', Trie),
    trie_lookup(Trie, Id, _),
    \+ M:'$option'(explain).

                 /*******************************
                 *            CALLS             *
                 *******************************/

:- table instance/3.

instance(M, Goal, 1) :-
    instance_code(Goal, M, Code),
    call(M:Code).

instance_code('$none'(Body), M,
              ( copy_term(Body, Frozen), Code, record(M, -1, '$none'(Frozen), Lits) )) :-
    !,
    translate(Body, x(M, -1, open), Lits, [], Code).
instance_code(Goal, M, Code) :-
    class(M, Goal, rules(Code)).

%!  call_open(+M, +Goal, -Lits0, ?Lits) is nondet.
%
%   Call an uncertain goal; its literal is the atom that it becomes.

call_open(M, Goal, L0, L) :-
    instance(M, Goal, _),
    literal(M, Goal, L0, L).

literal(M, Goal, L0, L) :-
    atom_number_of(Goal, Id),
    (   certainly_true(M, Id)
    ->  L0 = L
    ;   L0 = [Id|L]
    ).

%!  explore(+M, +Goal)
%
%   Record what Goal depends on, without waiting for its answers.

explore(M, Goal) :-
    (   instance(M, Goal, _),
        fail
    ;   true
    ).

%!  call_ordered(+M, +Goal, -Lits0, ?Lits) is nondet.
%
%   As call_open/4, with all answers known before the first and in the order of their derivation.
%   Where the goal waits for the very collection of its answers, the tabling engine throws.

call_ordered(M, Goal, L0, L) :-
    findall(Id-Goal,
            ( instance(M, Goal, _),
              atom_number_of(Goal, Id) ),
            Answers0),
    keysort(Answers0, Answers),
    member(Id-Goal, Answers),
    literal(M, Goal, L0, L).

%!  fact_literal(+Kind, +M, +Fact, -Lits0, ?Lits)
%
%   The literal of a fact, which is a leaf unless it is certain.

fact_literal(certain(Index), M, Fact, L0, L) :-
    (   M:'$option'(explain)
    ->  record(M, Index, Fact, []),
        literal(M, Fact, L0, L)
    ;   L0 = L
    ).
fact_literal(fact(Index, P), _, Fact, [Id|L], L) :-
    atom_number_of(Fact, Id),
    new_leaf(Id, chance(Index, P, -1)).

%!  new_leaf(+Id, +Leaf)
%
%   Note that an atom is a leaf, and what decides it.

new_leaf(Id, Leaf) :-
    nb_getval('$neurosym_leaves', Trie),
    (   trie_lookup(Trie, Id, _)
    ->  true
    ;   checked_leaf(Leaf, Value),
        trie_insert(Trie, Id, Value)
    ).

checked_leaf(chance(Index, P0, Group), chance(Index, P, Group, Learnable)) :-
    !,
    probability(P0, Index, P, Learnable).
checked_leaf(Leaf, Leaf).

probability(P0, Index, P, Learnable) :-
    (   nonvar(P0),
        P0 = t(Start)
    ->  Learnable = 1,
        (   var(Start)
        ->  P = 0.5
        ;   value(Start, Index, P)
        )
    ;   Learnable = 0,
        value(P0, Index, P)
    ).

value(P0, Index, P) :-
    (   catch(P is float(P0), Error, throw(neurosym(error, Index, Error)))
    ->  true
    ),
    (   P >= 0,
        P =< 1.000000001
    ->  true
    ;   throw(neurosym(probability, Index, P))
    ).

%!  observed(+M, +Clause, +Goal)
%
%   True unless the facts deny Goal. Throws if they say nothing about it and it is neither closed
%   nor given a prior.

observed(M, Clause, Goal) :-
    (   M:'$closed'(Goal)
    ->  true
    ;   M:'$spoken'(Goal)
    ->  true
    ;   throw(neurosym(silent, Clause, Goal))
    ),
    \+ ( M:'$denied'(Denied),
         Denied == Goal ).

%!  call_case(+M, +Clause, +Goal, -Lits0, ?Lits) is nondet.
%
%   Call an atom that a case decides: a state of a variable, or a column's number.

call_case(M, _, Goal, [Id|L], L) :-
    M:'$state'(Goal, Variable, State),
    atom_number_of(Goal, Id),
    new_leaf(Id, state(Variable, State)).
call_case(M, Clause, Goal, L0, L) :-
    M:'$column'(Goal0, Variable),
    functor(Goal, Name, Arity),
    functor(Goal0, Name, Arity),
    Goal0 =.. [_|Arguments0],
    Goal =.. [_|Arguments],
    Column = '$c'(Variable),
    column_argument(Arguments0, Arguments, Column, Number),
    (   var(Number)
    ->  Number = Column,
        L0 = L
    ;   compare(M, Clause, Column =:= Number, L0, L)
    ).
call_case(M, Clause, Goal, [Id|L], L) :-
    M:'$open'(Goal),
    (   ground(Goal)
    ->  atom_number_of(Goal, Id),
        new_leaf(Id, state(-1, -1))
    ;   throw(neurosym(unbound_predicted, Clause, Goal))
    ).

column_argument([], [], _, _).
column_argument([A0|As0], [A|As], Column, Number) :-
    (   A0 == Column
    ->  Number = A
    ;   A = A0
    ),
    column_argument(As0, As, Column, Number).

                 /*******************************
                 *           RECORDS            *
                 *******************************/

%!  record(+M, +Clause, +Head, +Lits)
%
%   Record a ground instance of a clause.

record(_, Clause, Head, Lits0) :-
    sort(0, @<, Lits0, Sorted),
    (   contradictory(Sorted)
    ->  fail
    ;   atom_number_of(Head, Id),
        same_length_or(Sorted, Lits0, Lits),
        add_rule(Id, Clause, Lits)
    ).

same_length_or(Sorted, Lits0, Lits) :-
    (   same_length(Sorted, Lits0)
    ->  Lits = Lits0
    ;   list_to_set(Lits0, Lits)
    ).

contradictory(Lits) :-
    member(Lit, Lits),
    (   Lit < 0
    ->  Positive is -Lit,
        memberchk(Positive, Lits)
    ;   !,
        fail
    ).

add_rule(Id, Clause, Lits) :-
    nb_getval('$neurosym_rules', Trie),
    (   trie_lookup(Trie, r(Id, Clause, Lits), _)
    ->  true
    ;   flag(neurosym_rule, N, N + 1),
        trie_insert(Trie, r(Id, Clause, Lits), N)
    ),
    (   Lits == []
    ->  nb_getval('$neurosym_certain', Certain),
        ( trie_insert(Certain, Id, 1) -> true ; true )
    ;   true
    ).

%!  record_chance(+M, +Alternative, +Head, +Lits)
%
%   Record an instance of a clause that holds with a probability: its head follows from its body
%   and a leaf, one for each instance of the clause's variables.

record_chance(M, alternative(Index, N, Count, P, Variables), Head, Lits) :-
    (   ground(Head-Variables)
    ->  true
    ;   ground(Head),
        P = t(_)
    ->  true
    ;   throw(neurosym(not_ground, Index, Head))
    ),
    (   Count > 1
    ->  nb_getval('$neurosym_atoms', _),
        group_number(Index, Variables, Group)
    ;   Group = -1
    ),
    atom_number_of('$choice'(Index, N, Variables, Head), Leaf),
    new_leaf(Leaf, chance(Index, P, Group)),
    append(Lits, [Leaf], Body),
    record(M, Index, Head, Body).

%   Leaves of one instance of an annotated disjunction share a group: a number from the leaf trie.

group_number(Index, Variables, Group) :-
    nb_getval('$neurosym_leaves', Trie),
    Key = group(Index, Variables),
    (   trie_lookup(Trie, Key, Group0)
    ->  Group = Group0
    ;   flag(neurosym_group, Group, Group + 1),
        trie_insert(Trie, Key, Group)
    ).

%!  record_constraint(+Clause, +Predicted, +Lits)
%
%   Record a ground body of a constraint; Predicted are the literals of its predicted atoms.

record_constraint(Clause, Predicted0, Lits0) :-
    list_to_set(Lits0, Lits),
    sort(Lits, Sorted),
    \+ contradictory(Sorted),
    maplist(positive, Predicted0, Predicted1),
    sort(Predicted1, Predicted),
    nb_getval('$neurosym_constraints', Trie),
    (   trie_lookup(Trie, c(Clause, Predicted, Lits), _)
    ->  true
    ;   flag(neurosym_rule, N, N + 1),
        trie_insert(Trie, c(Clause, Predicted, Lits), N)
    ).

positive(Lit, Id) :-
    Id is abs(Lit).
