:- module(neurosym_shapes,
          [ abstract_goals/3,           % +Abstract, +Texts, -Out
            traits/2                    % +Program, -Out
          ]).

/** <module> Goals about tensors without the tensors' names, and programs for which that is safe

Goals that differ only in which tensors they name share one circuit, if the program never looks into
a name.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(occurs)).
:- use_module(neurosym_syntax).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).
:- use_module(neurosym_write).
:- use_module(neurosym_neural).

%!  abstract_goals(+Abstract, +Texts, -Out)
%
%   Goals that differ only in their tensors have one shape. Texts are lists of goals: a query, then
%   its evidence. Out.shapes are texts of goals, where the tensors, if Abstract is 1, are
%   `tensor('$0')`, `tensor('$1')` and so on in the order of their first occurrence; Out.wider are
%   the same with a variable for a last argument that is atomic; Out.tensors are the tensors' terms;
%   Out.rows says for each of Texts the shape and its tensors, by number. If a text is no goal, Out
%   is `_{error: Text}`.

abstract_goals(Abstract, Texts, Out) :-
    catch(abstract_all(Abstract, Texts, Out), no_goal(Text), Out = _{error: Text}).

abstract_all(Abstract, Texts, _{shapes: Shapes, tensors: Tensors, rows: Rows}) :-
    trie_new(ShapeTrie),
    trie_new(TensorTrie),
    maplist(abstract_row(Abstract, ShapeTrie, TensorTrie), Texts, Rows),
    numbered_keys(ShapeTrie, ShapeKeys),
    maplist(shape_row, ShapeKeys, Shapes),
    numbered_keys(TensorTrie, TensorKeys),
    maplist(term_row, TensorKeys, Tensors).

abstract_row(Abstract, Shapes, Tensors, Texts, [Shape|Numbers]) :-
    maplist(goal_of_text, Texts, Goals0),
    (   Abstract == 1,
        \+ ( sub_term(Term, Goals0), inspecting(Term) )
    ->  abstracted(Goals0, Goals, [], Found)
    ;   Goals = Goals0,
        Found = []
    ),
    reverse(Found, InOrder),
    number_of(Shapes, Goals, Shape),
    maplist(number_of(Tensors), InOrder, Numbers).

goal_of_text(Text, Goal) :-
    catch(term_string(Goal, Text, [module(neurosym_syntax)]),
          error(syntax_error(_), _),
          throw(no_goal(Text))).

abstracted(Term, New, Found0, Found) :-
    (   compound(Term)
    ->  (   Term = tensor(Name),
            ground(Name)
        ->  (   nth_same(Found0, Name, N)
            ->  Found = Found0
            ;   length(Found0, N),
                Found = [Name|Found0]
            ),
            atom_concat($, N, Placeholder),
            New = tensor(Placeholder)
        ;   compound_name_arguments(Term, Functor, Arguments),
            foldl(abstracted, Arguments, NewArguments, Found0, Found),
            compound_name_arguments(New, Functor, NewArguments)
        )
    ;   New = Term,
        Found = Found0
    ).

%   Found is last first, so the number of an element is the length of what follows it.

nth_same([First|Rest], Name, N) :-
    (   First == Name
    ->  length(Rest, N)
    ;   nth_same(Rest, Name, N)
    ).

number_of(Trie, Key, Number) :-
    (   trie_lookup(Trie, Key, Number0)
    ->  Number = Number0
    ;   trie_property(Trie, value_count(Number))
    ->  trie_insert(Trie, Key, Number)
    ).

numbered_keys(Trie, Keys) :-
    findall(Number-Key, trie_gen(Trie, Key, Number), Pairs),
    keysort(Pairs, Sorted),
    findall(Key, member(_-Key, Sorted), Keys).

shape_row([Goal|Evidence], [Text, Wider|EvidenceTexts]) :-
    term_text(Goal, Text),
    (   wider(Goal, General)
    ->  term_text(General, Wider)
    ;   Wider = Text
    ),
    maplist(term_text, Evidence, EvidenceTexts).

wider(Goal, General) :-
    compound(Goal),
    compound_name_arguments(Goal, Name, Arguments),
    Name \== (\+),
    append(Before, [Last], Arguments),
    atomic(Last),
    append(Before, [_], NewArguments),
    compound_name_arguments(General, Name, NewArguments).

%!  traits(+Program, -Out)
%
%   What shapes may rely on. Out.inspects is 1 if a clause names a tensor or takes terms apart, so
%   that the tensors' names may matter. Out.relational is 1 if a goal with a variable has the answers
%   that its instances have: every goal is the program's own or a relation. Out.parameters are rows
%   `[Clause, Alternative, Start, Learnable]` of the clauses that have a learnable probability.

traits(Program, _{inspects: Inspects, relational: Relational, parameters: Parameters}) :-
    truth(inspects(Program), Inspects),
    truth(\+ moded_goal(Program), Relational),
    findall([Index, N, Value, Learnable],
            ( item(Program, Index, disjunction, Heads, _, _, _),
              once(( member(P-_, Heads), learnable(P) )),
              nth0(N, Heads, Start-_),
              start_value(Start, Value),
              ( learnable(Start) -> Learnable = 1 ; Learnable = 0 ) ),
            Parameters).

:- meta_predicate truth(0, -).

truth(Goal, Truth) :-
    (   call(Goal)
    ->  Truth = 1
    ;   Truth = 0
    ).

inspects(Program) :-
    item(Program, _, _, Heads, Body, _, _),
    sub_term(Term, Heads-Body),
    (   inspecting(Term)
    ;   nonvar(Term),
        Term = tensor(Name),
        \+ computed(Name)
    ),
    !.

computed(Name) :-
    compound(Name),
    functor(Name, Operation, Count),
    Arity is Count + 1,
    (   Name = nn(_, _)
    ;   tensor_operation(Operation, Arity)
    ),
    !.

%   inspecting(+Term): Term names a predicate that sees what a term is made of. Its mere name counts,
%   as goals may be put together at run time.

inspecting(Term) :-
    callable(Term),
    functor(Term, Name, _),
    memberchk(Name, [ functor, arg, =.., compare, @<, @>, @=<, @>=, sort, msort, predsort, setof,
                      bagof, max, min, set, term_to_atom, term_string, term_variables,
                      list_to_ord_set, format, sformat, with_output_to, max_member, min_member ]).

moded_goal(Program) :-
    item(Program, _, Kind, _, Body, _, _),
    memberchk(Kind, [rule, disjunction]),
    moded(Body, Program),
    !.

%   moded(+Body, +Program): Body holds a goal that is no relation, and that has variables.

moded(Body, _) :-
    var(Body),
    !.
moded((A, B), Program) :-
    !,
    (   moded(A, Program)
    ;   moded(B, Program)
    ).
moded(Body, _) :-
    ground(Body),
    Body \== !,
    !,
    fail.
moded((A ; B), Program) :-
    A \= (_ -> _),
    A \= (_ *-> _),
    !,
    (   moded(A, Program)
    ;   moded(B, Program)
    ).
moded(Goal, Program) :-
    callable(Goal),
    functor(Goal, Name, Arity),
    (   relation(Name, Arity)
    ->  fail
    ;   control(Name/Arity)
    ->  true
    ;   \+ defined_by(Program, Name/Arity)
    ).

relation(is, 2).
relation(=, 2).
relation(member, 2).
relation(append, 3).
relation(select, 3).
relation(nth0, 3).
relation(nth1, 3).
relation(between, 3).
relation(length, 2).
relation(reverse, 2).
relation(permutation, 2).
relation(Comparison, 2) :-
    memberchk(Comparison, [<, >, =<, >=, =:=, =\=]).
