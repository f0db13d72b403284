:- module(neurosym_aggregate,
          [ aggregate_kind/4,           % +Spec, -Kind, -Template, -Each
            aggregate_solutions/7       % +Kind, +Solutions, +M, +Clause, ?Result, -Lits0, ?Lits
          ]).

/** <module> count, sum, max and min over uncertain solutions

Which solutions hold differs from world to world: n solutions, 2^n sets of worlds. But worlds that
agree on the result so far need not be told apart. So the solutions are gone through one by one,
and what is recorded after each is one atom for each partial result: "three so far". That is n
times the number of different results, not 2^n.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(pairs)).
:- use_module(neurosym_collect).
:- use_module(neurosym_record).
:- use_module(neurosym_run).

%!  aggregate_kind(+Spec, -Kind, -Template, -Each)
%
%   Kind of the aggregate Spec of aggregate_all/3, the Template of its solutions, and whether each
%   `proof` or each `answer` of the goal is one.

aggregate_kind(count, count, true, proof).
aggregate_kind(count(T), count, T, proof).
aggregate_kind(sum(E), sum, E, proof).
aggregate_kind(max(E), max, E, answer).
aggregate_kind(min(E), min, E, answer).
aggregate_kind(max(E, W), max_witness, E-W, answer).
aggregate_kind(min(E, W), min_witness, E-W, answer).

%!  aggregate_solutions(+Kind, +Solutions, +M, +Clause, ?Result, -Lits0, ?Lits) is nondet.
%
%   Result is the aggregate of the solutions that hold.

aggregate_solutions(Kind, Solutions, M, Clause, Result, L0, L) :-
    start(Kind, Start),
    nb_getval('$neurosym_counts', Counts),
    arg(1, Counts, Fold),
    steps(Solutions, 1, x(Kind, Fold, M, Clause), [Start-0], States),
    member(State-Lit, States),
    finish(Kind, State, Result),
    (   Lit =:= 0
    ->  L0 = L
    ;   L0 = [Lit|L]
    ).

start(count, 0).
start(sum, 0).
start(max, none).
start(min, none).
start(max_witness, none).
start(min_witness, none).

finish(count, Count, Count) :- !.
finish(sum, Sum, Sum) :- !.
finish(max_witness, Max-Witness, max(Max, Witness)) :- !.
finish(min_witness, Min-Witness, min(Min, Witness)) :- !.
finish(Kind, Best, Best) :-
    memberchk(Kind, [max, min]),
    Best \== none.

steps([], _, _, States, States).
steps([T-Lits|Solutions], N, X, States0, States) :-
    X = x(_, _, M, _),
    sort(Lits, Sorted),
    conjunction(Sorted, M, Lit),
    maplist(stepped(T, X, Lit), States0, Moves0),
    append(Moves0, Moves),
    pairs_keys(Moves, Results0),
    sort(Results0, Results),
    maplist(merged(Moves, N, X), Results, States1),
    N1 is N + 1,
    steps(Solutions, N1, X, States1, States).

%   The one or two results after a solution, each with the literals that lead to it.

stepped(T, x(Kind, _, _, Clause), Lit, State-Before, Moves) :-
    step(Kind, Clause, State, T, Next),
    (   Before =:= 0
    ->  Base = []
    ;   Base = [Before]
    ),
    (   ( Lit =:= 0 ; Next == State )
    ->  Moves = [Next-Base]
    ;   Negative is -Lit,
        Moves = [Next-[Lit|Base], State-[Negative|Base]]
    ).

merged(Moves, N, x(_, Fold, M, _), Result, Result-Id) :-
    findall(Body, ( member(Other-Body, Moves), Other == Result ), Bodies),
    (   memberchk([], Bodies)
    ->  Id = 0
    ;   Bodies = [[Id0]]
    ->  Id = Id0
    ;   Key = '$so_far'(Fold, N, Result),
        atom_number_of(Key, Id),
        forall(member(Body, Bodies), ignore(record(M, -1, Key, Body)))
    ).

step(count, _, Count0, _, Count) :-
    Count is Count0 + 1.
step(sum, Clause, Sum0, E, Sum) :-
    guard(Clause, Sum is Sum0 + E).
step(max, Clause, Best0, E, Best) :-
    guard(Clause, Value is E),
    (   better(>, Value, Best0)
    ->  Best = Value
    ;   Best = Best0
    ).
step(min, Clause, Best0, E, Best) :-
    guard(Clause, Value is E),
    (   better(<, Value, Best0)
    ->  Best = Value
    ;   Best = Best0
    ).
step(max_witness, Clause, Best0, E-W, Best) :-
    witness(>, Clause, E, W, Best0, Best).
step(min_witness, Clause, Best0, E-W, Best) :-
    witness(<, Clause, E, W, Best0, Best).

witness(Order, Clause, E, W, Best0, Best) :-
    guard(Clause, Value is E),
    (   ( Best0 == none ; Best0 = Old-_, better(Order, Value, Old) )
    ->  Best = Value-W
    ;   Best = Best0
    ).

better(_, _, none) :- !.
better(Order, A, B) :-
    call(Order, A, B).
