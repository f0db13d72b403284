:- module(neurosym_solutions,
          [ collect/5,                  % +Goal, +Context, ?Lits0, ?Lits, -Code
            certain_collect/3,          % +Goal, +Context, -Code
            proof_solutions/3,          % +Solution, :Code, -Solutions
            answers/4,                  % +M, +Template, +Code, -Solutions
            chosen/5,                   % +Solutions, +M, -List, -Lits0, ?Lits
            being_proved/1,             % -Proving
            grouped_by/3,               % +Solutions, -Witness, -Group
            distinct/2                  % +List, -Distinct
          ]).

/** <module> findall/3 and its kin over goals that may be uncertain

A solution is a Template-Lits pair: what the goal binds, and the literals that it depends on.
findall/3 has one solution for each proof, as in Prolog and in ProbLog; all/3 has one for each
answer. Where only the partial result matters (count, sum, max, min), worlds that agree on it are
merged after every solution, see neurosym_aggregate.pl.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(pairs)).
:- use_module(library(rbtrees)).
:- use_module(neurosym_aggregate).
:- use_module(neurosym_builtins).
:- use_module(neurosym_collect).
:- use_module(neurosym_proofs).
:- use_module(neurosym_record).
:- use_module(neurosym_translate).

                 /*******************************
                 *             CODE             *
                 *******************************/

%!  collect(+Goal, +Context, ?Lits0, ?Lits, -Code)
%
%   Code collects the solutions of an uncertain goal. Fails if Goal collects none.

collect(findall(Template, Body, Result), X, L0, L,
        ( Code, chosen(Solutions, M, List, L0, L), Result = List )) :-
    X = x(M, _, _),
    proofs_code(Template, Body, X, Solutions, Code).
collect(all(Template, Body, Result), X, L0, L,
        ( Code, chosen(Solutions, M, List, L0, L), List \== [], Result = List )) :-
    X = x(M, _, _),
    answers_code(Template, Body, X, Solutions, Code).
collect(all_or_none(Template, Body, Result), X, L0, L,
        ( Code, chosen(Solutions, M, List, L0, L), Result = List )) :-
    X = x(M, _, _),
    answers_code(Template, Body, X, Solutions, Code).
collect(bagof(Template, Body, Result), X, L0, L,
        ( Code, grouped_by(Solutions, Witness, Group), chosen(Group, M, List, L0, L),
          List \== [], Result = List )) :-
    X = x(M, _, _),
    free_variables(Template, Body, Witness, Goal),
    proofs_code(Witness-Template, Goal, X, Solutions, Code).
collect(setof(Template, Body, Result), X, L0, L,
        ( Code, grouped_by(Solutions, Witness, Group), chosen(Group, M, List, L0, L),
          List \== [], sort(List, Set), Result = Set )) :-
    X = x(M, _, _),
    free_variables(Template, Body, Witness, Goal),
    answers_code(Witness-Template, Goal, X, Solutions, Code).
collect(aggregate_all(Spec, Body, Result), X, L0, L, Code) :-
    nonvar(Spec),
    aggregate_code(Spec, Body, Result, X, L0, L, Code).

aggregate_code(bag(Template), Body, Result, X, L0, L, Code) :-
    !,
    collect(findall(Template, Body, Result), X, L0, L, Code).
aggregate_code(set(Template), Body, Result, X, L0, L, (Code, sort(List, Set), Result = Set)) :-
    !,
    collect(all_or_none(Template, Body, List), X, L0, L, Code).
aggregate_code(Spec, Body, Result, X, L0, L,
               ( Code, aggregate_solutions(Kind, Solutions, M, Clause, Result, L0, L) )) :-
    aggregate_kind(Spec, Kind, Template, Each),
    X = x(M, Clause, _),
    (   Each == proof
    ->  proofs_code(Template, Body, X, Solutions, Code)
    ;   answers_code(Template, Body, X, Solutions, Code)
    ).

proofs_code(Template, Body, x(M, Clause, _), Solutions,
            proof_solutions(Template-Marked, M:Code, Solutions)) :-
    translate(Body, x(M, Clause, proofs), Lits, [], Code),
    marked(Body, Lits, Marked).

answers_code(Template, Body, x(M, Clause, _), Solutions,
             answers(M, Template-Lits, Code, Solutions)) :-
    translate(Body, x(M, Clause, in_order), Lits, [], Code).

%!  certain_collect(+Goal, +Context, -Code)
%
%   Code collects the solutions of a goal in which nothing is uncertain.

certain_collect(findall(Template, Body, Result), X, findall(Template, Code, Result)) :-
    certain_proofs_code(Body, X, Code).
certain_collect(all_or_none(Template, Body, Result), X,
                ( findall(Template, Code, List), distinct(List, Set), Result = Set )) :-
    certain_answers_code(Body, X, Code).
certain_collect(all(Template, Body, Result), X,
                ( findall(Template, Code, List), List \== [], distinct(List, Set), Result = Set )) :-
    certain_answers_code(Body, X, Code).

certain_proofs_code(Body, x(M, Clause, _), Code) :-
    certain_code(Body, x(M, Clause, proofs), Code).

certain_answers_code(Body, x(M, Clause, _), Code) :-
    certain_code(Body, x(M, Clause, in_order), Code).

%   The variables of a bagof/3 goal that are neither in its template nor bound by ^.

free_variables(Template, Body, Witness, Goal) :-
    strip_bound(Body, Goal, Template, Bound),
    term_variables(Bound, Known),
    term_variables(Goal, Variables),
    exclude(known_variable(Known), Variables, Witness).

strip_bound(Body, Body, Bound, Bound) :-
    var(Body),
    !.
strip_bound(V^Body, Goal, Bound0, Bound) :-
    !,
    strip_bound(Body, Goal, V-Bound0, Bound).
strip_bound(Body, Body, Bound, Bound).

known_variable(Known, Variable) :-
    member(Other, Known),
    Other == Variable,
    !.

                 /*******************************
                 *          SOLUTIONS           *
                 *******************************/

%!  proof_solutions(+Solution, :Code, -Solutions)
%
%   Solutions of Code, one for each proof, in ProbLog's order: that of the last part of a proof to
%   be found. A proof that is one literal, found before, has the place of that literal.

proof_solutions(Solution, M:Code, Solutions) :-
    collecting(M:Code, Solution, Raw),
    rb_new(Seen),
    rb_new(Answers),
    keyed(Raw, 1, Seen, 1, Answers, Keyed),
    keysort(Keyed, Sorted),
    pairs_values(Sorted, Solutions).

keyed([], _, _, _, _, []).
keyed([T-Marked|Raw], N0, Seen0, A0, Answers0, [k(Key, A)-(T-Lits)|Keyed]) :-
    exclude(==(0), Marked, Lits),
    foldl(first_seen, Lits, N0-Seen0, N1-Seen),
    (   Marked = [Lit],
        Lit =\= 0
    ->  Atom is abs(Lit),
        rb_lookup(Atom, Place, Seen),
        Key is sign(Lit) * Place
    ;   Key = N1
    ),
    N is N1 + 1,
    copy_term(T, Copy),
    numbervars(Copy, 0, _),
    (   rb_lookup(Copy, A, Answers0)
    ->  A1 = A0,
        Answers = Answers0
    ;   A = A0,
        A1 is A0 + 1,
        rb_insert(Answers0, Copy, A, Answers)
    ),
    keyed(Raw, N, Seen, A1, Answers, Keyed).

first_seen(Lit, N0-Seen0, N-Seen) :-
    Atom is abs(Lit),
    (   rb_lookup(Atom, _, Seen0)
    ->  N = N0,
        Seen = Seen0
    ;   rb_insert(Seen0, Atom, N0, Seen),
        N is N0 + 1
    ).

%   What is being proved while its parts are collected cannot be one of them.

collecting(Goal, Solution, Raw) :-
    being_proved(proving(Way, Above, Outer)),
    append(Above, Outer, Outside),
    b_setval('$neurosym_proving', proving(none, [], Outside)),
    findall(Solution, Goal, Raw),
    b_setval('$neurosym_proving', proving(Way, Above, Outer)).

%!  being_proved(-Proving)
%
%   Proving is what is being proved: nothing at first, also in a saved state, which keeps no global
%   variables.

being_proved(Proving) :-
    (   nb_current('$neurosym_proving', Set),
        Set = proving(_, _, _)
    ->  Proving = Set
    ;   Proving = proving(none, [], [])
    ).

%!  answers(+M, +Solution, +Code, -Solutions)
%
%   Solutions of Code, one for each answer, in the order in which they are found first. An answer
%   with several proofs depends on an atom of its own.

answers(M, Template-Lits, Code, Solutions) :-
    collecting(M:Code, Template-Lits, Raw),
    trie_new(Known),
    numbered(Raw, Known, 1, Numbered),
    keysort(Numbered, Sorted),
    group_pairs_by_key(Sorted, Groups),
    maplist(one_answer(M), Groups, Solutions).

numbered([], _, _, []).
numbered([T-Lits|Raw], Known, N0, [N-(T-Lits)|Numbered]) :-
    (   trie_lookup(Known, T, N)
    ->  N1 = N0
    ;   N = N0,
        trie_insert(Known, T, N),
        N1 is N0 + 1
    ),
    numbered(Raw, Known, N1, Numbered).

one_answer(M, _-Proofs, T-Lits) :-
    Proofs = [T-_|_],
    pairs_values(Proofs, Bodies0),
    maplist(sort, Bodies0, Bodies1),
    sort(Bodies1, Bodies),
    (   Bodies = [Lits0|Rest],
        ( Rest == [] ; Lits0 == [] )
    ->  Lits = Lits0
    ;   atom_number_of('$or'(Bodies), Id),
        forall(member(Body, Bodies), ignore(record(M, -1, '$or'(Bodies), Body))),
        Lits = [Id]
    ).

%!  chosen(+Solutions, +M, -List, -Lits0, ?Lits) is nondet.
%
%   List holds the templates of those solutions that hold, one way for each set of worlds that
%   agrees on them.

chosen(Solutions, M, List, L0, L) :-
    chosen(Solutions, M, [], List, L0, L).

chosen([], _, _, [], L, L).
chosen([T-Lits|Solutions], M, Decided, List, L0, L) :-
    exclude(decided(Decided), Lits, Open0),
    partition(known_to_hold, Open0, Held, Open),
    (   Open == []
    ->  List = [T|Rest],
        append(Held, L1, L0),
        append(Held, Decided, Decided1),
        chosen(Solutions, M, Decided1, Rest, L1, L)
    ;   member(Lit, Open),
        Negative is -Lit,
        memberchk(Negative, Decided)
    ->  chosen(Solutions, M, Decided, List, L0, L)
    ;   List = [T|Rest],
        append(Open0, L1, L0),
        append(Open0, Decided, Decided1),
        chosen(Solutions, M, Decided1, Rest, L1, L)
    ;   conjunction(Open, M, Lit),
        Negative is -Lit,
        L0 = [Negative|L1],
        chosen(Solutions, M, [Negative|Decided], List, L1, L)
    ).

decided(Decided, Lit) :-
    memberchk(Lit, Decided).

%   Literals that are kept for proofs although they hold in every world.

known_to_hold(Id) :-
    nb_getval('$neurosym_certain', Trie),
    trie_lookup(Trie, Id, _).

%!  grouped_by(+Solutions, -Witness, -Group) is nondet.
%
%   Group are the solutions with one Witness, of (Witness-Template)-Lits solutions.

grouped_by(Solutions, Witness, Group) :-
    findall(W-(T-Lits), member((W-T)-Lits, Solutions), Pairs),
    pairs_keys(Pairs, Keys),
    sort(Keys, Witnesses),
    member(Witness, Witnesses),
    findall(T-Lits, ( member(W-(T-Lits), Pairs), W == Witness ), Group).

%!  distinct(+List, -Distinct)
%
%   Distinct are the elements of List up to renaming, each at its first place.

distinct(List, Distinct) :-
    trie_new(Known),
    include(new_in(Known), List, Distinct).

new_in(Known, Term) :-
    \+ trie_lookup(Known, Term, _),
    trie_insert(Known, Term, 1).
