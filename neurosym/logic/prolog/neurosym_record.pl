:- module(neurosym_record,
          [ call_open/4, call_ordered/4, call_plain/6, call_case/5, fact_literal/5, observed/3,
            negate_plain/6,
            record/4, record/5, record_chance/6, record_lone/6,
            record_constraint/3,
            atom_number_of/2,           % +Key, -Id
            recorded_atom/2,            % ?Key, -Id
            rule_rows/1,                % -Flat
            start_recording/0,
            explore/2,                  % +M, +Goal
            certainly_true/2,           % +M, +Id
            new_leaf/2                  % +Id, +Leaf
          ]).

/** <module> What the compiled code calls: tabled calls that record ground clause instances

Every uncertain atom that comes up gets a number; a literal is that number, negative for a negated
atom. The code of a goal is run once; its answers are the atoms that hold in some world, and on the
way each ground clause instance is recorded, once. A goal that may depend on itself runs under
tabling, as instance/3, whose answers have the atom's number as a third argument, so that a ground
goal is not complete at its first answer.

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
                         '$neurosym_leaves', '$neurosym_constraints', '$neurosym_calls',
                         '$neurosym_names']),
           ( trie_new(Trie),
             nb_setval(Name, Trie) )),
    nb_setval('$neurosym_counts', counts(1, 1, 1)),
    nb_setval('$neurosym_rows', rows([])).

%   next(+Place, -N): count atoms, groups of leaves, and constraints.

next(Place, N) :-
    nb_getval('$neurosym_counts', Counts),
    arg(Place, Counts, N),
    N1 is N + 1,
    nb_setarg(Place, Counts, N1).

%!  atom_number_of(+Key, -Id)
%
%   The number of an atom; a new one if it has none yet.

atom_number_of(Key, Id) :-
    nb_getval('$neurosym_atoms', Trie),
    atom_entry(Trie, Key, Entry),
    Id is Entry >> 2.

%   atom_entry(+Trie, +Key, -Entry): Entry is four times the number of an atom, plus 1 if all that
%   it depends on is recorded, plus 2 if it then has a rule.

atom_entry(Trie, Key, Entry) :-
    (   trie_lookup(Trie, Key, Entry0)
    ->  Entry = Entry0
    ;   next(1, Id),
        Entry is Id << 2,
        trie_insert(Trie, Key, Entry)
    ).

%!  recorded_atom(?Key, -Id) is nondet.
%
%   Id is the number of the atom Key.

recorded_atom(Key, Id) :-
    nb_getval('$neurosym_atoms', Trie),
    trie_gen(Trie, Key, Entry),
    Id is Entry >> 2.

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

instance(M, Goal, Id) :-
    instance_code(Goal, M, Id, Code),
    call(M:Code).

instance_code('$none'(Body), M, Id,
              ( copy_term(Body, Frozen), Code, record(M, -1, '$none'(Frozen), Id, Lits) )) :-
    !,
    translate(Body, x(M, -1, open), Lits, [], Code).
instance_code(Goal, M, Id, Code) :-
    class(M, Goal, rules(Code)),
    code_number(Code, Id).

%!  call_open(+M, +Goal, -Lits0, ?Lits) is nondet.
%
%   Call an uncertain goal; its literal is the atom that it becomes.

call_open(M, Goal, L0, L) :-
    instance(M, Goal, Id),
    literal(M, Id, L0, L).

literal(M, Id, L0, L) :-
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
    findall(Id-Goal, instance(M, Goal, Id), Answers0),
    keysort(Answers0, Answers),
    member(Id-Goal, Answers),
    literal(M, Id, L0, L).

%!  call_plain(+M, +Goal, +Code, ?Id, -Lits0, ?Lits) is nondet.
%
%   As call_ordered/4 for a goal that does not depend on itself: no table is needed to run its Code,
%   which ends with the number Id of the atom that the goal becomes.

call_plain(M, Goal, Code, Id, L0, L) :-
    (   ground(Goal)
    ->  explored(M, Goal, Code, Id, Entry),
        Entry /\ 2 =:= 2
    ;   plain_answer(M, Goal, Code, Id)
    ),
    literal(M, Id, L0, L).

%   explored(+M, +Key, +Code, ?Id, -Entry): all that an atom depends on is recorded, by running Code
%   once.

explored(M, Key, Code, Id, Entry) :-
    nb_getval('$neurosym_atoms', Trie),
    (   trie_lookup(Trie, Key, Entry0),
        Entry0 /\ 1 =:= 1
    ->  Entry = Entry0
    ;   Found = found(0),
        (   call(M:Code),
            nb_setarg(1, Found, 2),
            fail
        ;   arg(1, Found, Ruled)
        ),
        atom_entry(Trie, Key, Entry1),
        Entry is Entry1 \/ Ruled \/ 1,
        trie_update(Trie, Key, Entry)
    ),
    Id is Entry >> 2.

plain_answer(M, Goal, Code, Id) :-
    nb_getval('$neurosym_calls', Trie),
    (   trie_lookup(Trie, Goal, Answers)
    ->  true
    ;   trie_new(Seen),
        forall(call(M:Code), first_answer(Seen, Id, Goal)),
        findall(Number-Answer, trie_gen(Seen, Number, Answer), Answers0),
        trie_destroy(Seen),
        keysort(Answers0, Answers),
        trie_insert(Trie, Goal, Answers)
    ),
    member(Id-Goal, Answers).

first_answer(Seen, Id, Goal) :-
    (   trie_lookup(Seen, Id, _)
    ->  true
    ;   trie_insert(Seen, Id, Goal)
    ).

%!  negate_plain(+M, +Key, +Code, ?Id, -Lits0, ?Lits)
%
%   The negation of an atom that does not depend on itself.

negate_plain(M, Key, Code, Id, L0, L) :-
    (   ground(Key)
    ->  true
    ;   atom_number_of(Key, Id)
    ),
    explored(M, Key, Code, Id, Entry),
    (   Entry /\ 2 =:= 0,
        \+ M:'$option'(explain)
    ->  L0 = L
    ;   certainly_true(M, Id)
    ->  fail
    ;   Negative is -Id,
        L0 = [Negative|L]
    ).

%!  fact_literal(+Kind, +M, +Fact, -Lits0, ?Lits)
%
%   The literal of a fact, which is a leaf unless it is certain.

fact_literal(certain(Index), M, Fact, L0, L) :-
    (   M:'$option'(explain)
    ->  record(M, Index, Fact, []),
        atom_number_of(Fact, Id),
        literal(M, Id, L0, L)
    ;   L0 = L
    ).
fact_literal(fact(Index, P), _, Fact, [Id|L], L) :-
    chance_leaf(Fact, chance(Index, P, -1), Id).

%   chance_leaf(+Key, +Leaf, -Id): as new_leaf/2, for an atom that only this clause makes a leaf.

chance_leaf(Key, Leaf, Id) :-
    nb_getval('$neurosym_atoms', Trie),
    atom_entry(Trie, Key, Entry0),
    Id is Entry0 >> 2,
    (   Entry0 /\ 1 =:= 1
    ->  true
    ;   checked_leaf(Leaf, Value),
        nb_getval('$neurosym_leaves', Leaves),
        trie_insert(Leaves, Id, Value),
        Entry is Entry0 \/ 3,
        trie_update(Trie, Key, Entry)
    ).

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

value(P0, _, P) :-
    float(P0),
    P0 >= 0.0,
    P0 =< 1.0,
    !,
    P = P0.
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
%   Record a ground instance of a clause. Fails if its body contradicts itself.

record(M, Clause, Head, Lits) :-
    record(M, Clause, Head, _, Lits).

%!  record(+M, +Clause, +Head, ?Id, +Lits)
%
%   As record/4; Id is the number of Head.

record(_, Clause, Head, Id, Lits0) :-
    tidy_body(Lits0, Lits),
    (   var(Id)
    ->  atom_number_of(Head, Id)
    ;   true
    ),
    add_rule(Id, Clause, Lits).

%   tidy_body(+Lits0, -Lits): Lits are those of Lits0 without repetition. Fails on a contradiction.

tidy_body([], []) :- !.
tidy_body([Lit], [Lit]) :- !.
tidy_body(Lits0, Lits) :-
    sort(0, @<, Lits0, Sorted),
    \+ contradictory(Sorted),
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
    (   trie_insert(Trie, r(Id, Clause, Lits))
    ->  nb_getval('$neurosym_rows', Rows),
        arg(1, Rows, Before),
        length(Lits, Count),
        pushed(Lits, [Count, Clause, Id|Before], After),
        nb_linkarg(1, Rows, After)
    ;   true
    ),
    (   Lits == []
    ->  nb_getval('$neurosym_certain', Certain),
        ( trie_insert(Certain, Id, 1) -> true ; true )
    ;   true
    ).

%   The rows of all rules are one list of integers, last first. It is kept by reference, never
%   copied: no term in it is ever bound or taken back.

pushed([], List, List).
pushed([Lit|Lits], List0, List) :-
    pushed(Lits, [Lit|List0], List).

%!  rule_rows(-Flat)
%
%   Flat is `[Head, Clause, Count, Lits...]` of every rule, in the order of their recording.

rule_rows(Flat) :-
    nb_getval('$neurosym_rows', Rows),
    arg(1, Rows, Reversed),
    reverse(Reversed, Flat).

%!  record_chance(+M, +Alternative, +Head, ?Id, +Lits, ?Rest)
%
%   Record an instance of a clause that holds with a probability: its head follows from its body,
%   Lits up to Rest, and a leaf, one for each instance of the clause's variables.

record_chance(M, alternative(Index, N, Count, P, Variables), Head, Id, Lits, [Leaf]) :-
    (   ground(Head-Variables)
    ->  true
    ;   ground(Head),
        P = t(_)
    ->  true
    ;   throw(neurosym(not_ground, Index, Head))
    ),
    (   Count > 1
    ->  group_number(Index, Variables, Group)
    ;   Group = -1
    ),
    chance_leaf('$choice'(Index, N, Variables, Head), chance(Index, P, Group), Leaf),
    record(M, Index, Head, Id, Lits).

%!  record_lone(+M, +Alternative, +Head, ?Id, +Lits, ?Rest)
%
%   As record_chance/6 where no other instance of a clause has this head: if nothing else is in the
%   body, the head is the leaf.

record_lone(M, Alternative, Head, Id, Lits, Rest) :-
    Alternative = alternative(Index, _, _, P, _),
    (   Lits == Rest,
        ground(Head)
    ->  chance_leaf(Head, chance(Index, P, -1), Id)
    ;   record_chance(M, Alternative, Head, Id, Lits, Rest)
    ).

%   Leaves of one instance of an annotated disjunction share a group: a number from the leaf trie.

group_number(Index, Variables, Group) :-
    nb_getval('$neurosym_leaves', Trie),
    Key = group(Index, Variables),
    (   trie_lookup(Trie, Key, Group0)
    ->  Group = Group0
    ;   next(2, Group),
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
    ;   next(3, N),
        trie_insert(Trie, c(Clause, Predicted, Lits), N)
    ).

positive(Lit, Id) :-
    Id is abs(Lit).
