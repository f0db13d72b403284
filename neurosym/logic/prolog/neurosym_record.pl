:- module(neurosym_record,
          [ start_recording/0,
            end_recording/0,
            recording_state/1,          % -State
            restore_recording/1,        % +State
            atom_number_of/2,           % +Key, -Id
            atom_entry/3,               % +Trie, +Key, -Entry
            recorded_atom/2,            % ?Key, -Id
            certainly_true/2,           % +M, +Id
            literal/4,                  % +M, +Id, -Lits0, ?Lits
            record/4,                   % +M, +Clause, +Head, +Lits
            record/5,                   % +M, +Clause, +Head, ?Id, +Lits
            record_chance/6,            % +M, +Alternative, +Head, ?Id, +Lits, ?Rest
            record_lone/6,              % +M, +Alternative, +Head, ?Id, +Lits, ?Rest
            alternative_leaf/6,         % +Recorder, +Alternative, +Head, +Lits, +Rest, -Leaf
            record_constraint/3,        % +Clause, +Predicted, +Lits
            rule_rows/1                 % -Flat
          ]).

/** <module> What the compiled code calls: the record of atoms, leaves and ground clause instances

Every uncertain atom that comes up gets a number; a literal is that number, negative for a negated
atom. Each ground clause instance is recorded once.

References:
    [1] D. Fierens et al. Inference and learning in probabilistic logic programs using weighted
        Boolean formulas. Theory and Practice of Logic Programming 15(3), 2015.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_compile).
:- use_module(neurosym_translate).
:- use_module(neurosym_run).
:- use_module(neurosym_leaves).
:- use_module(neurosym_collect).
:- use_module(neurosym_calls).
:- use_module(neurosym_aggregate).
:- use_module(neurosym_problog).
:- use_module(neurosym_proofs).
:- use_module(neurosym_solutions).
:- use_module(neurosym_steps).

%!  start_recording
%
%   Start a new recording.

start_recording :-
    forall(recording_trie(Name),
           ( trie_new(Trie),
             nb_setval(Name, Trie) )),
    nb_setval('$neurosym_counts', counts(1, 1, 1)),
    nb_setval('$neurosym_rows', rows([])),
    (   nested_recording
    ->  true
    ;   start_proving
    ).

%!  end_recording
%
%   Forget the recording. Its tries are large, and few atoms: the garbage collector would be late.
%   One that a limit ended within a subquery may be forgotten already.

end_recording :-
    forall(recording_trie(Name),
           ( nb_getval(Name, Trie),
             (   Trie == []
             ->  true
             ;   trie_destroy(Trie),
                 nb_setval(Name, [])
             ) )),
    nb_setval('$neurosym_rows', []).

recording_trie('$neurosym_atoms').
recording_trie('$neurosym_rules').
recording_trie('$neurosym_certain').
recording_trie('$neurosym_leaves').
recording_trie('$neurosym_constraints').
recording_trie('$neurosym_calls').
recording_trie('$neurosym_components').
recording_trie('$neurosym_names').
recording_trie('$neurosym_ordered').

%!  recording_state(-State)
%
%   What is recorded so far, to be taken up by restore_recording/1 after another recording.

recording_state(State) :-
    findall(Name, ( recording_trie(Name) ; member(Name, ['$neurosym_counts', '$neurosym_rows']) ),
            Names),
    maplist(recording_part, Names, State).

recording_part(Name, Name-Value) :-
    nb_getval(Name, Value).

%!  restore_recording(+State)
%
%   Go on with the recording State.

restore_recording(State) :-
    forall(member(Name-Value, State), nb_linkval(Name, Value)).

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
    Id is Entry >> 3.

%!  atom_entry(+Trie, +Key, -Entry)
%
%   Entry is eight times the number of an atom, plus 1 if all that it depends on is recorded, plus 2
%   if it has a rule, plus 4 if what it depends on is being recorded.

atom_entry(Trie, Key, Entry) :-
    (   trie_lookup(Trie, Key, Entry0)
    ->  (   Entry0 < 8
        ->  next(1, Id),
            Entry is Entry0 \/ Id << 3,
            trie_update(Trie, Key, Entry)
        ;   Entry = Entry0
        )
    ;   next(1, Id),
        Entry is Id << 3,
        trie_insert(Trie, Key, Entry)
    ).

%!  recorded_atom(?Key, -Id) is nondet.
%
%   Id is the number of the atom Key.

recorded_atom(Key, Id) :-
    nb_getval('$neurosym_atoms', Trie),
    trie_gen(Trie, Key, Entry),
    Entry >= 8,
    Id is Entry >> 3.

%!  certainly_true(+M, +Id)
%
%   True if an atom is known to hold in every world, and such atoms are left out.

certainly_true(M, Id) :-
    nb_getval('$neurosym_certain', Trie),
    trie_lookup(Trie, Id, _),
    \+ M:'$option'(explain).

%!  literal(+M, +Id, -Lits0, ?Lits)
%
%   The literal of an atom that holds, none if it holds in every world.

literal(M, Id, L0, L) :-
    (   certainly_true(M, Id)
    ->  L0 = L
    ;   L0 = [Id|L]
    ).

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
tidy_body([A, B], Lits) :-
    !,
    A =\= -B,
    ( A =:= B -> Lits = [A] ; Lits = [A, B] ).
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

record_chance(M, Alternative, Head, Id, Lits, [Leaf]) :-
    Alternative = alternative(Index, _, _, _, _),
    choice_leaf(Alternative, Head, Leaf),
    record(M, Index, Head, Id, Lits).

choice_leaf(alternative(Index, N, Count, P, Variables), Head, Leaf) :-
    (   ground(Head-Variables)
    ->  true
    ;   throw(neurosym(not_ground, Index, Head))
    ),
    (   Count > 1
    ->  group_number(Index, Variables, Group)
    ;   Group = -1
    ),
    chance_leaf('$choice'(Index, N, Variables, Head), chance(Index, P, Group), Leaf).

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

%!  alternative_leaf(+Recorder, +Alternative, +Head, +Lits, +Rest, -Leaf)
%
%   The leaf that decides an instance of a probabilistic clause, as Recorder chooses it.

alternative_leaf(record_lone, alternative(Index, _, _, P, _), Head, Lits, Rest, Leaf) :-
    Lits == Rest,
    ground(Head),
    !,
    chance_leaf(Head, chance(Index, P, -1), Leaf).
alternative_leaf(_, Alternative, Head, _, _, Leaf) :-
    choice_leaf(Alternative, Head, Leaf).

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
