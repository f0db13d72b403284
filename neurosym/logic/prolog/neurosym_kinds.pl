:- module(neurosym_kinds,
          [ number_fault/3,             % +Context, +Clause, -Fault
            constant_fault/4            % +Context, +Clauses, +Clause, -Fault
          ]).

/** <module> Atoms where numbers are needed, and constants that are no state

A fault is `At-[Code|Arguments]`.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(occurs)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_case).
:- use_module(neurosym_items).
:- use_module(neurosym_linear).
:- use_module(neurosym_parts).
:- use_module(neurosym_values).

%!  number_fault(+Context, +Clause, -Fault) is nondet.
%
%   Clause computes or compares with what is no number, or has no value yet.

number_fault(Context, Clause, At-["not_a_number"|Arguments]) :-
    Context = x(Program, _, _),
    Clause = c(_, _, _, Body, _, place(_, _, _, at(_, Pos))),
    subgoal(Program, Body, Pos, Goal, GoalPos),
    number_argument(Goal, N),
    arg(N, Goal, Expression),
    argument(N, GoalPos, Place),
    leaf(Expression, Place, Leaf, LeafPlace),
    \+ evaluable(Leaf),
    arithmetic_name(Program, Leaf),
    offset(Clause, LeafPlace, At),
    described(Clause, Leaf, Goal, Arguments).
number_fault(Context, Clause, At-["not_a_number"|Arguments]) :-
    branches(Clause, 16, Branches),
    member(Literals, Branches),
    member(lit(Sign, Goal, Pos0), Literals),
    memberchk(Sign, [pos, neg]),
    number_argument(Goal, N),
    ( Sign == neg -> argument(1, Pos0, Pos) ; Pos = Pos0 ),
    arg(N, Goal, Expression),
    argument(N, Pos, Place),
    leaf(Expression, Place, Variable, LeafPlace),
    var(Variable),
    values_of(Context, Literals, Variable, Values),
    Values = [_|_],
    \+ ( member(Value, Values),
         ( number(Value) ; Value == number ; evaluable(Value) ) ),
    offset(Clause, LeafPlace, At),
    described(Clause, Variable, Goal, [Text, GoalText]),
    maplist(quoted, Values, Texts),
    append([Text, GoalText], Texts, Arguments).

number_fault(_, Clause, At-["unbound_number", Text, GoalText]) :-
    Clause = c(_, _, Heads, _, _, _),
    branches(Clause, 16, Branches),
    member(Literals, Branches),
    append(Before, [lit(Sign, Goal, Pos0)|_], Literals),
    memberchk(Sign, [pos, neg]),
    number_argument(Goal, N),
    ( Sign == neg -> argument(1, Pos0, Pos) ; Pos = Pos0 ),
    arg(N, Goal, Expression),
    argument(N, Pos, Place),
    leaf(Expression, Place, Variable, LeafPlace),
    var(Variable),
    \+ sub_var(Variable, Heads),
    \+ ( member(lit(_, Earlier, _), Before),
         \+ negation(Earlier),
         sub_var(Variable, Earlier) ),
    offset(Clause, LeafPlace, At),
    described(Clause, Variable, Goal, [Text, GoalText]).

negation(Goal) :-
    nonvar(Goal),
    Goal = (\+ _).

described(c(_, _, _, _, Names, _), Leaf, Goal, [Text, GoalText]) :-
    text_with_names(Leaf, Names, Text),
    text_with_names(Goal, Names, GoalText).

quoted(Term, Text) :-
    format(string(Text), '~q', [Term]).

number_argument(Goal, N) :-
    nonvar(Goal),
    comparison(Goal, _, _, _),
    ( Goal = (_ is _) -> N = 2 ; member(N, [1, 2]) ).

%   leaf(+Expression, +Pos, -Leaf, -LeafPos): a part that is a variable, an atom or no function.

leaf(Expression, Pos0, Leaf, LeafPos) :-
    strip_parentheses(Pos0, Pos),
    (   compound(Expression),
        \+ is_list(Expression),
        functor(Expression, Name, Arity),
        functor(General, Name, Arity),
        current_arithmetic_function(General)
    ->  arg(N, Expression, Part),
        argument(N, Pos, Place),
        leaf(Part, Place, Leaf, LeafPos)
    ;   Leaf = Expression,
        LeafPos = Pos
    ).

argument(N, Pos0, Place) :-
    strip_parentheses(Pos0, Pos),
    (   nonvar(Pos),
        Pos = term_position(_, _, _, _, Places),
        nonvar(Places),
        nth1(N, Places, Found)
    ->  Place = Found
    ;   Place = Pos
    ).

evaluable(Leaf) :- var(Leaf), !.
evaluable(Leaf) :- number(Leaf), !.
evaluable(Leaf) :- string(Leaf), string_length(Leaf, 1), !.
evaluable(Leaf) :- is_list(Leaf), !.
evaluable(t(_)) :- !.
evaluable(Leaf) :-
    callable(Leaf),
    current_arithmetic_function(Leaf).

%   A program may bring functions of its own with library(arithmetic).

arithmetic_name(Program, Leaf) :-
    (   compound(Leaf)
    ->  \+ setting(Program, import, arithmetic)
    ;   true
    ).

                 /*******************************
                 *           CONSTANTS          *
                 *******************************/

%!  constant_fault(+Context, +Clauses, +Clause, -Fault) is nondet.
%
%   Clause compares a state with a constant that is none, or its head has a constant where each
%   call among Clauses has a state.

constant_fault(Context, _, Clause, At-Fault) :-
    branches(Clause, 16, Branches),
    member(Literals, Branches),
    member(lit(Sign, Goal, Pos0), Literals),
    memberchk(Sign, [pos, neg]),
    equation(Goal, Variable, N, Value),
    ( Sign == neg -> argument(1, Pos0, Pos) ; Pos = Pos0 ),
    state_values(Context, Literals, Variable, Values),
    \+ memberchk(Value, Values),
    argument_offset(Clause, Pos, N, At),
    fault_text(Clause, Goal, Value, Values, Fault).
constant_fault(Context, Clauses, Clause, At-Fault) :-
    Context = x(Program, _, Case),
    Case = case([_|_], _, _),
    Clause = c(_, Kind, _, _, _, _),
    memberchk(Kind, [rule, disjunction]),
    clause_head(Clause, Head),
    compound(Head),
    \+ case_goal(Case, Head),
    functor(Head, Name, Arity),
    arg(N, Head, Value),
    atom(Value),
    fixed_predicate(Context, Name/Arity),
    called_states(Context, Clauses, Name/Arity, N, Values),
    \+ memberchk(Value, Values),
    (   reread(Program, Clause, Pos)
    ->  true
    ;   true
    ),
    head_offset(Clause, Pos, N, At),
    fault_text(Clause, Head, Value, Values, Fault).

fault_text(c(_, _, _, _, Names, _), Goal, Value, Values, ["unknown_state", Text|Texts]) :-
    text_with_names(Goal, Names, Text),
    maplist(quoted, [Value|Values], Texts).

head_offset(c(_, _, _, _, _, place(_, From, _, _)), Pos, N, At) :-
    (   nonvar(Pos),
        Pos = term_position(_, _, _, _, Places),
        nth1(N, Places, Place)
    ->  span(Place, Start, _),
        At is From + Start
    ;   At = From
    ).

equation(A = B, Variable, N, Value) :- equated(A, B, Variable, N, Value).
equation(A == B, Variable, N, Value) :- equated(A, B, Variable, N, Value).
equation(A \= B, Variable, N, Value) :- equated(A, B, Variable, N, Value).
equation(A \== B, Variable, N, Value) :- equated(A, B, Variable, N, Value).

equated(A, B, A, 2, B) :-
    var(A),
    atom(B),
    !.
equated(A, B, B, 1, A) :-
    var(B),
    atom(A).

%   state_values(+Context, +Literals, +Variable, -Values): a literal gives Variable a state of the
%   case.

state_values(x(_, _, Case), Literals, Variable, Values) :-
    member(lit(pos, Goal, _), Literals),
    compound(Goal),
    case_goal(Case, Goal),
    arg(N, Goal, Argument),
    Argument == Variable,
    goal_values(Case, Goal, N, Values),
    Values \== [number],
    !.

%   Each call of the predicate has a state, or a constant, as its Nth argument.

called_states(Context, Clauses, Name/Arity, N, Values) :-
    findall(Known,
            ( member(Clause, Clauses),
              Clause = c(_, _, _, Body, _, _),
              Body \== true,
              branches(Clause, 16, Branches),
              member(Literals, Branches),
              called(Context, Literals, Name/Arity, N, Known) ),
            Lists),
    memberchk(states(_), Lists),
    maplist(known_values, Lists, ValueLists),
    append(ValueLists, Values0),
    sort(Values0, Values).

called(Context, Literals, Name/Arity, N, Known) :-
    member(lit(Sign, Goal, _), Literals),
    (   Sign == opaque
    ->  mentions(Goal, Name/Arity),
        Known = unknown
    ;   functor(Goal, Name, Arity),
        arg(N, Goal, Argument),
        (   atomic(Argument)
        ->  Known = constants([Argument])
        ;   var(Argument),
            state_values(Context, Literals, Argument, Values)
        ->  Known = states(Values)
        ;   Known = unknown
        )
    ).

mentions(Goal, Name/Arity) :-
    subgoal(Goal, Inner),
    callable(Inner),
    functor(Inner, Name, Arity),
    !.

known_values(states(Values), Values).
known_values(constants(Values), Values).
