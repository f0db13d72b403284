:- module(neurosym_values,
          [ program_index/2,            % +Program, -Index
            heads_of/3,                 % +Context, +Indicator, -Clauses
            fixed_predicate/2,          % +Context, +Indicator
            values_of/4,                % +Context, +Literals, +Variable, -Values
            value_sources/4             % +Context, +Literals, +Variable, -Sources
          ]).

/** <module> Which constants a variable of a rule can be

A bound from above, found by following arguments from a body to the clauses and the case's atoms
that can give them. A context is `x(Program, Index, Case)`, Index an assoc from name and arity to
the clauses with such a head. Values are a list of constants, of which `number` stands for all
numbers; where they are not known, there is no answer.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(pairs)).
:- use_module(library(assoc)).
:- use_module(neurosym_case).
:- use_module(neurosym_items).
:- use_module(neurosym_neural).

most_clauses(1000).

%!  program_index(+Program, -Index)
%
%   Index gives each predicate as `group(Count, Neural, Clauses)`: how many clauses it has, whether
%   a network decides it, and the clauses as `h(Probability, Head, Body)`.

program_index(Program, Index) :-
    findall((Name/Arity)-h(P, Head, Body),
            ( item(Program, _, Kind, Heads, Body, _, _),
              memberchk(Kind, [rule, disjunction]),
              member(P-Head0, Heads),
              ( nonvar(Head0), Head0 = (\+ Head) -> true ; Head = Head0 ),
              functor(Head, Name, Arity) ),
            Pairs0),
    keysort(Pairs0, Pairs),
    group_pairs_by_key(Pairs, Groups0),
    maplist(counted_group, Groups0, Groups),
    list_to_assoc(Groups, Index).

counted_group(Indicator-Clauses, Indicator-group(Count, Neural, Clauses)) :-
    length(Clauses, Count),
    (   member(h(P, _, _), Clauses),
        nonvar(P),
        neural(P)
    ->  Neural = true
    ;   Neural = false
    ).

%!  heads_of(+Context, +Indicator, -Clauses)
%
%   Clauses are those that define a predicate.

heads_of(x(_, Index, _), Indicator, Clauses) :-
    (   get_assoc(Indicator, Index, group(_, _, Found))
    ->  Clauses = Found
    ;   Clauses = []
    ).

%!  fixed_predicate(+Context, +Indicator) is semidet.
%
%   True if the clauses of the program are all that there is of a predicate.

fixed_predicate(x(Program, Index, Case), Name/Arity) :-
    get_assoc(Name/Arity, Index, group(_, false, [First|_])),
    functor(General, Name, Arity),
    \+ case_goal(Case, General),
    \+ declared(Program, _, Name/Arity),
    \+ setting(Program, dynamic, Name/Arity),
    First \= h(_, _:_, _).

%!  values_of(+Context, +Literals, +Variable, -Values) is semidet.
%
%   Variable, which Literals bind, is one of Values.

values_of(Context, Literals, Variable, Values) :-
    values(Context, Literals, Variable, [], Values).

%!  value_sources(+Context, +Literals, +Variable, -Sources)
%
%   Sources are `source(Goal, N, Pos, Values)`: what each literal lets its Nth argument, Variable,
%   be.

value_sources(_, [], _, []).
value_sources(Context, [Literal|Literals], Variable, Sources) :-
    (   Literal = lit(pos, Goal, Pos),
        argument_of(Goal, N, Variable),
        given(Context, Goal, N, [], Values)
    ->  Sources = [source(Goal, N, Pos, Values)|Sources1]
    ;   Sources = Sources1
    ),
    value_sources(Context, Literals, Variable, Sources1).

argument_of(Goal, N, Variable) :-
    compound(Goal),
    arg(N, Goal, Argument),
    Argument == Variable.

values(Context, Literals, Variable, Seen, Values) :-
    member(lit(pos, Goal, _), Literals),
    argument_of(Goal, N, Variable),
    given(Context, Goal, N, Seen, Values),
    !.

%   given(+Context, +Goal, +N, +Seen, -Values): where Goal holds, its Nth argument is of Values.

given(x(_, _, Case), Goal, N, _, Values) :-
    case_goal(Case, Goal),
    !,
    goal_values(Case, Goal, N, Values).
given(Context, Goal, N, Seen, Values) :-
    functor(Goal, Name, Arity),
    heads_of(Context, Name/Arity, [_|_]),
    !,
    (   memberchk(at(Name/Arity, N), Seen)
    ->  Values = []
    ;   fixed_predicate(Context, Name/Arity),
        Context = x(_, Index, _),
        get_assoc(Name/Arity, Index, group(Count, _, Clauses)),
        most_clauses(Most),
        Count =< Most,
        findall(Head-Body,
                ( member(h(_, Head, Body), Clauses),
                  unifiable(Goal, Head, _) ),
                Pairs),
        maplist(head_values(Context, N, [at(Name/Arity, N)|Seen]), Pairs, Lists),
        append(Lists, Values0),
        sort(Values0, Values)
    ).
given(_, Goal, N, _, Values) :-
    builtin_value(Goal, N, Values).

head_values(Context, N, Seen, Head-Body, Values) :-
    arg(N, Head, Argument),
    (   number(Argument)
    ->  Values = [Argument]
    ;   atom(Argument)
    ->  Values = [Argument]
    ;   var(Argument),
        conjuncts(Body, Literals, []),
        values(Context, Literals, Argument, Seen, Values)
    ).

%   The literals that hold whenever a body does; what is within a disjunction is left out.

conjuncts(Body, Rest, Rest) :-
    var(Body),
    !.
conjuncts((A, B), Literals, Rest) :-
    !,
    conjuncts(A, Literals, Literals1),
    conjuncts(B, Literals1, Rest).
conjuncts(Goal, [lit(pos, Goal, _)|Rest], Rest).

builtin_value(_ is _, 1, [number]).
builtin_value(length(_, _), 2, [number]).
builtin_value(between(_, _, _), 3, [number]).
builtin_value(succ(_, _), _, [number]).
builtin_value(plus(_, _, _), _, [number]).
builtin_value(sum_list(_, _), 2, [number]).
builtin_value(number(_), 1, [number]).
builtin_value(integer(_), 1, [number]).
builtin_value(A = B, N, [Value]) :-
    ( N =:= 1 -> Value = B ; Value = A ),
    ( atom(Value) ; number(Value) ),
    !.
