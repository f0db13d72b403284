:- module(neurosym_leaves,
          [ fact_literal/5,             % +Kind, +M, +Fact, -Lits0, ?Lits
            chance_leaf/3,              % +Key, +Leaf, -Id
            new_leaf/2                  % +Id, +Leaf
          ]).

/** <module> Leaves of the record: atoms that chance, a case, a number or a network decides

Each is noted once, with its probability or what else decides it.
*/

:- use_module(neurosym_record).

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

%!  chance_leaf(+Key, +Leaf, -Id)
%
%   As new_leaf/2, for an atom that only this clause makes a leaf.

chance_leaf(Key, Leaf, Id) :-
    nb_getval('$neurosym_atoms', Trie),
    atom_entry(Trie, Key, Entry0),
    Id is Entry0 >> 3,
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

checked_leaf(chance(Index, P0, Group), neural(Index, Group, Output)) :-
    neural_output(P0, Output),
    !.
checked_leaf(chance(Index, P0, Group), chance(Index, P, Group, Learnable)) :-
    !,
    probability(P0, Index, P, Learnable).
checked_leaf(Leaf, Leaf).

%   The probability is a network's, or a tensor itself.

neural_output(P, Output) :-
    compound(P),
    (   P = nn(_, _, _, _)
    ->  Output = P
    ;   P = tensor(_)
    ->  Output = nn('', [P], 0, 0)
    ).

%   A learnable probability `t(Start, Ties...)` is one for all leaves of its clause whose Ties are
%   the same terms. A decision `?` has no probability.

probability(P0, Index, P, Learnable) :-
    (   P0 == (?)
    ->  Learnable = decision,
        P = 0.5
    ;   compound(P0),
        P0 =.. [t, Start|Ties]
    ->  Learnable = learn(Ties),
        ( Start = '$start'(P) -> true ; value(Start, Index, P) )
    ;   Learnable = fixed,
        value(P0, Index, P)
    ).

value(P0, _, P) :-
    float(P0),
    P0 >= 0.0,
    P0 =< 1.0,
    !,
    P = P0.
value(P0, Index, P) :-
    (   catch(P is float(P0), Error, no_value(Error, P0, Index))
    ->  true
    ),
    (   P >= 0,
        P =< 1.000000001
    ->  true
    ;   throw(neurosym(probability, Index, P))
    ).

no_value(error(type_error(evaluable, _), _), P, Index) :-
    throw(neurosym(no_number, Index, P)).
no_value(Error, _, Index) :-
    throw(neurosym(error, Index, Error)).
