:- module(neurosym_proofs,
          [ start_proving/0,
            proofs/4,                   % +M, +Goal, -Lits0, ?Lits
            certain_proofs/2,           % +M, +Goal
            in_order/4,                 % +M, +Goal, -Lits0, ?Lits
            certain_in_order/2,         % +M, +Goal
            marked/3                    % +Body, ?Lits, ?Marked
          ]).

/** <module> Goals called once for each proof, or in the order of their clauses

Tabling gives each answer once, in any order. findall/3 needs every proof, a condition the first
answer: for these, the clauses are compiled a second and a third time.
*/

:- use_module(library(lists)).
:- use_module(neurosym_compile).
:- use_module(neurosym_items).
:- use_module(neurosym_record).
:- use_module(neurosym_run).
:- use_module(neurosym_solutions).
:- use_module(neurosym_translate).

%!  start_proving
%
%   Nothing is being proved. A saved state keeps no global variables, so that none is set on loading.

start_proving :-
    nb_setval('$neurosym_proving', proving(none, [], [])).

%!  marked(+Body, ?Lits, ?Marked)
%
%   Marked is Lits with a 0 in front if Body is more than one goal.

marked(Body, Lits, Marked) :-
    (   nonvar(Body),
        Body = (_, _)
    ->  Marked = [0|Lits]
    ;   Marked = Lits
    ).

%!  proofs(+M, +Goal, -Lits0, ?Lits) is nondet.
%
%   Call an uncertain goal once for each of its proofs, in the order of the clauses. Where a
%   recursion calls itself before anything else, its answers are found first and then the proofs of
%   each. A proof that goes through its own conclusion has any number of copies: each answer comes
%   once then.

proofs(M, Goal, L0, L) :-
    functor(Goal, Name, Arity),
    (   declared_tabled(M, Name/Arity)
    ->  each_answer(M, Goal, L0, L)
    ;   recursive_predicate(M, Name/Arity)
    ->  b_getval('$neurosym_proving', Proving),
        recursive_proofs(Proving, M, Goal, L0, L)
    ;   proof_code(M, proofs, Goal, L0, L, Code),
        call(M:Code)
    ).

recursive_proofs(proving(_, _, Outer), M, Goal, _, _) :-
    member(Other, Outer),
    Other =@= Goal,
    !,
    once(proof_clause(M, Goal, Index, _)),
    throw(neurosym(collects_itself, Index, Goal)).
recursive_proofs(proving(none, [], Outer), M, Goal, L0, L) :-
    !,
    term_variables(Goal, Answer),
    (   member(Way, [clauses_first, answers_first]),
        catch(findall(Answer-Lits, recursive_proofs(proving(Way, [], Outer), M, Goal, Lits, []), Solutions),
              neurosym_endless,
              fail),
        \+ ( member(_-Lits, Solutions),
             memberchk(endless, Lits) )
    ->  member(Answer-Lits, Solutions),
        append(Lits, L, L0)
    ;   each_answer(M, Goal, L0, L)
    ).
recursive_proofs(proving(Way, Above, Outer), M, Goal, L0, L) :-
    (   Way == answers_first
    ->  findall(Goal, each_answer(M, Goal, _, []), Answers0),
        distinct(Answers0, Answers),
        member(Goal, Answers)
    ;   true
    ),
    (   member(Other, Above),
        Other =@= Goal
    ->  (   Way == clauses_first
        ->  throw(neurosym_endless)
        ;   L0 = [endless|L]
        )
    ;   term_variables(Goal, Answer),
        findall(Answer-Lits,
                ( b_setval('$neurosym_proving', proving(Way, [Goal|Above], Outer)),
                  proof_code(M, proofs, Goal, Lits, [], Code),
                  call(M:Code) ),
                Solutions),
        member(Answer-Lits, Solutions),
        append(Lits, L, L0)
    ).

%!  certain_proofs(+M, +Goal) is nondet.
%
%   The same for a recursive goal that nothing uncertain reaches.

certain_proofs(M, Goal) :-
    proofs(M, Goal, _, []).

declared_tabled(M, Indicator) :-
    M:'$program'(Program),
    setting(Program, table, Indicator).

recursive_predicate(M, Indicator) :-
    ( M:'$cyclic'(Indicator, _) ; M:'$open_ended'(Indicator) ),
    !.

each_answer(M, Goal, L0, L) :-
    class(M, Goal, Class),
    (   Class = tabled(Code)
    ->  findall(Goal, tabled_call(M, Code), Answers0),
        sort(Answers0, Answers),
        member(Goal, Answers),
        L0 = L
    ;   all_answers(M, Goal, L0, L)
    ).

all_answers(M, Goal, L0, L) :-
    translate(Goal, x(M, -1, ordered), L0, L, Code),
    call(M:Code).

%   The clauses of a predicate once more, so that calls within them are proofs too.

proof_code(M, Mode, Goal, L0, L, Code) :-
    functor(Goal, Name, Arity),
    atomic_list_concat([Mode, ' ', Name], CodeName),
    Goal =.. [_|Arguments],
    append(Arguments, [L0, L], CodeArguments),
    Code =.. [CodeName|CodeArguments],
    functor(Code, _, CodeArity),
    (   M:'$proving'(CodeName/CodeArity)
    ->  true
    ;   assertz(M:'$proving'(CodeName/CodeArity)),
        dynamic(M:CodeName/CodeArity),
        functor(General, Name, Arity),
        forall(proof_clause(M, General, Index, Clause),
               assert_proof(M, Mode, CodeName, Index, Clause))
    ).

proof_clause(M, Head, Index, c(Head, Body, Alternative)) :-
    M:'$program'(Program),
    item(Program, Index, Kind, Heads, Body, _, _),
    memberchk(Kind, [rule, disjunction]),
    nth0(N, Heads, P-Head),
    (   Kind == rule
    ->  Alternative = none
    ;   length(Heads, Count),
        clause_variables(M, Heads, Body, Variables),
        Alternative = alternative(Index, N, Count, P, Variables)
    ).
proof_clause(M, Head, -1, c(Head, true, none)) :-
    M:'$given'(Head).

assert_proof(M, Mode, CodeName, Index, c(Head, Body, Alternative)) :-
    Head =.. [_|Arguments],
    append(Arguments, [L0, L], CodeArguments),
    Code =.. [CodeName|CodeArguments],
    translate(Body, x(M, Index, Mode), Lits0, Lits, BodyCode),
    marked(Body, Lits0, Marked),
    (   Alternative == none
    ->  Lits = [],
        assertz(M:(Code :- BodyCode, append(Marked, L, L0)))
    ;   Lits = [Leaf],
        recorder(Alternative, Head, M, Recorder),
        assertz(M:(Code :- BodyCode,
                           alternative_leaf(Recorder, Alternative, Head, Lits0, Lits, Leaf),
                           append(Marked, L, L0)))
    ).

%!  in_order(+M, +Goal, -Lits0, ?Lits) is nondet.
%
%   Call an uncertain goal once for each answer, in the order of its clauses.

in_order(M, Goal, L0, L) :-
    (   ground(Goal)
    ->  true
    ;   forall(all_answers(M, Goal, _, []), true),
        ordered_answer(M, Goal, all_answers(M, Goal, _, []))
    ),
    all_answers(M, Goal, L0, L).

%!  certain_in_order(+M, +Goal) is nondet.
%
%   The same for a goal that nothing uncertain reaches.

certain_in_order(M, Goal) :-
    class(M, Goal, Class),
    (   Class = certain(_)
    ->  proof_code(M, in_order, Goal, _, [], Code),
        call(M:Code)
    ;   Class = tabled(Code),
        (   ground(Goal)
        ->  tabled_call(M, Code)
        ;   ordered_answer(M, Goal, tabled_call(M, Code))
        )
    ).

%   ordered_answer(+M, ?Goal, :All) is nondet: the answers of Goal, each at the place where the clauses
%   give it first. A goal that calls itself has none there: what goes round a cycle comes last, from
%   All. An answer is what Goal's variables are bound to.

ordered_answer(M, Goal, All) :-
    term_variables(Goal, Answer),
    nb_getval('$neurosym_ordered', Trie),
    (   trie_lookup(Trie, Goal, Known)
    ->  ( Known == busy -> flag(neurosym_cycles, N, N + 1), fail ; Answers = Known )
    ;   trie_insert(Trie, Goal, busy),
        flag(neurosym_cycles, Before, Before),
        findall(Answer, ( proof_code(M, in_order, Goal, _, [], Code), call(M:Code) ), Found),
        flag(neurosym_cycles, After, After),
        (   After =:= Before
        ->  distinct(Found, Answers)
        ;   findall(Answer, All, Set0),
            sort(Set0, Set),
            append(Found, Set, Both),
            distinct(Both, Answers)
        ),
        trie_update(Trie, Goal, Answers)
    ),
    member(Answer, Answers).
