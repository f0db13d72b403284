:- module(neurosym_calls,
          [ call_open/4,                % +M, +Goal, -Lits0, ?Lits
            call_ordered/4,             % +M, +Goal, -Lits0, ?Lits
            call_plain/6,               % +M, +Goal, +Code, ?Id, -Lits0, ?Lits
            call_cyclic/8,              % +M, +Goal, +Code, ?Id, +Component, +Mode, -Lits0, ?Lits
            negate_plain/6,             % +M, +Key, +Code, ?Id, -Lits0, ?Lits
            negate_cyclic/6,            % +M, +Goal, +Code, +Component, -Lits0, ?Lits
            explore/2,                  % +M, +Goal
            observed/3,                 % +M, +Clause, +Goal
            call_case/5                 % +M, +Clause, +Goal, -Lits0, ?Lits
          ]).

/** <module> What the compiled code calls: goals that depend on something uncertain

The code of a goal is run once; its answers are the atoms that hold in some world, and on the way
each ground clause instance is recorded. A goal that may depend on itself runs under tabling, as
instance/3, whose answers have the atom's number as a third argument, so that a ground goal is not
complete at its first answer; most often, tables can be avoided.
*/

:- use_module(library(apply)).
:- use_module(library(lists)).
:- use_module(neurosym_compile).
:- use_module(neurosym_translate).
:- use_module(neurosym_record).
:- use_module(neurosym_leaves).
:- use_module(neurosym_run).
:- use_module(neurosym_changes).

                 /*******************************
                 *            TABLES            *
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

%!  call_ordered(+M, +Goal, -Lits0, ?Lits) is nondet.
%
%   As call_open/4, with all answers known before the first and in the order of their derivation.
%   Where the goal waits for the very collection of its answers, the tabling engine throws.

call_ordered(M, Goal, L0, L) :-
    findall(Id-Goal, instance(M, Goal, Id), Answers0),
    keysort(Answers0, Answers),
    member(Id-Goal, Answers),
    literal(M, Id, L0, L).

                 /*******************************
                 *  GOALS THAT ARE ON NO CYCLE  *
                 *******************************/

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
    Id is Entry >> 3.

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

                 /*******************************
                 *       GOALS ON A CYCLE       *
                 *******************************/

%!  call_cyclic(+M, +Goal, +Code, ?Id, +Component, +Mode, -Lits0, ?Lits) is nondet.
%
%   Call a goal that may depend on itself, but on no negation of itself and no collection of its
%   own answers. If it comes up again while it runs, a ground goal of which one rule is recorded is
%   known to have its only answer; only where none is recorded yet does its component need tables.

call_cyclic(M, Goal, Code, Id, Component, Mode, L0, L) :-
    nb_getval('$neurosym_components', Components),
    (   trie_lookup(Components, Component, State)
    ->  true
    ;   State = idle
    ),
    (   State \== tables,
        ground(Goal),
        cyclic_entry(State, M, Goal, Code, Component, Entry)
    ->  Entry /\ 2 =:= 2,
        Id is Entry >> 3,
        literal(M, Id, L0, L)
    ;   needs_tables(State, Component),
        (   Mode == ordered
        ->  call_ordered(M, Goal, L0, L)
        ;   call_open(M, Goal, L0, L)
        )
    ).

needs_tables(running, Component) :-
    throw(needs_tables(Component)).
needs_tables(idle, Component) :-
    set_component(Component, tables).
needs_tables(tables, _).

set_component(Component, State) :-
    nb_getval('$neurosym_components', Components),
    trie_update(Components, Component, State).

%   cyclic_entry(+State, +M, +Goal, +Code, +Component, -Entry): Entry tells that Goal is fully
%   recorded, or has a rule. Fails if its component turns out to need tables.

cyclic_entry(running, M, Goal, Code, Component, Entry) :-
    nb_getval('$neurosym_atoms', Trie),
    (   trie_lookup(Trie, Goal, Entry0)
    ->  true
    ;   Entry0 = 0
    ),
    (   Entry0 /\ 3 =\= 0
    ->  Entry = Entry0
    ;   Entry0 /\ 4 =\= 0
    ->  throw(needs_tables(Component))
    ;   Started is Entry0 \/ 4,
        trie_update(Trie, Goal, Started),
        run_cyclic(M, Code, Trie, Goal),
        trie_lookup(Trie, Goal, Entry1),
        Entry is Entry1 \/ 1,
        trie_update(Trie, Goal, Entry)
    ).
cyclic_entry(idle, M, Goal, Code, Component, Entry) :-
    set_component(Component, running),
    catch(cyclic_entry(running, M, Goal, Code, Component, Entry0),
          Error,
          true),
    (   var(Error)
    ->  set_component(Component, idle),
        Entry = Entry0
    ;   set_component(Component, tables),
        (   Error == needs_tables(Component)
        ->  fail
        ;   throw(Error)
        )
    ).

run_cyclic(M, Code, Trie, Goal) :-
    Found = found(0),
    (   call(M:Code),
        arg(1, Found, 0),
        nb_setarg(1, Found, 1),
        trie_lookup(Trie, Goal, Entry0),
        Entry is Entry0 \/ 2,
        trie_update(Trie, Goal, Entry),
        fail
    ;   true
    ).

                 /*******************************
                 *           NEGATION           *
                 *******************************/

%!  negate_plain(+M, +Key, +Code, ?Id, -Lits0, ?Lits)
%
%   The negation of an atom that does not depend on itself.

negate_plain(M, Key, Code, Id, L0, L) :-
    (   ground(Key)
    ->  true
    ;   atom_number_of(Key, Id)
    ),
    explored(M, Key, Code, Id, Entry),
    negated(M, Id, Entry, L0, L).

negated(M, Id, Entry, L0, L) :-
    (   Entry /\ 2 =:= 0,
        \+ M:'$option'(explain)
    ->  L0 = L
    ;   certainly_true(M, Id)
    ->  fail
    ;   Negative is -Id,
        L0 = [Negative|L]
    ).

%!  negate_cyclic(+M, +Goal, +Code, +Component, -Lits0, ?Lits)
%
%   The negation of a ground goal of call_cyclic/8, from outside its component.

negate_cyclic(M, Goal, Code, Component, L0, L) :-
    code_number(Code, Id),
    (   call_cyclic(M, Goal, Code, Id, Component, ordered, Lits, [])
    ->  Lits = [Id],
        Negative is -Id,
        L0 = [Negative|L]
    ;   M:'$option'(explain)
    ->  atom_number_of(Goal, Number),
        Negative is -Number,
        L0 = [Negative|L]
    ;   L0 = L
    ).

%!  explore(+M, +Goal)
%
%   Record what Goal depends on, without waiting for its answers.

explore(M, Goal) :-
    (   instance(M, Goal, _),
        fail
    ;   true
    ).

                 /*******************************
                 *            CASES             *
                 *******************************/

%!  observed(+M, +Clause, +Goal)
%
%   True unless the facts deny Goal. Throws if they say nothing about it and it is neither closed
%   nor given a prior.

observed(M, Clause, Goal) :-
    (   \+ \+ M:'$closed'(Goal)
    ->  true
    ;   \+ \+ M:'$spoken'(Goal)
    ->  true
    ;   throw(neurosym(silent, Clause, Goal))
    ),
    \+ ( M:'$denied'(Denied),
         Denied == Goal ).

%!  call_case(+M, +Clause, +Goal, -Lits0, ?Lits) is nondet.
%
%   Call an atom that a case decides: a state of a variable, or a column's number.

call_case(M, _, Goal, L0, L) :-
    M:'$domains'(Goal, _),
    !,
    changed_call(M, Goal, L0, L).
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
