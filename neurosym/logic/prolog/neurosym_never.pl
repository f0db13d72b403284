:- module(neurosym_never,
          [ never_fires/3               % +Context, +Clause, -Fault
          ]).

/** <module> Rules that can never fire, whatever the case

A fault is `At-[Code, Reason|Arguments]`; it stands at the literal that cannot hold.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(occurs)).
:- use_module(library(terms)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_case).
:- use_module(neurosym_items).
:- use_module(neurosym_linear).
:- use_module(neurosym_parts).
:- use_module(neurosym_values).

%!  never_fires(+Context, +Clause, -Fault) is nondet.
%
%   A way in which the body of Clause could hold is closed. Where there is no case, the facts of
%   the program may be those of an example: then it is `no_such_fact` that they close it.

never_fires(Context, Clause, At-[Code|Arguments]) :-
    Clause = c(_, _, _, _, Names, _),
    branches(Clause, 16, Branches),
    member(Literals, Branches),
    once(closed(Context, Literals, Pos, N, Reason, Terms)),
    (   N =:= 0
    ->  offset(Clause, Pos, At)
    ;   argument_offset(Clause, Pos, N, At)
    ),
    maplist(shown(Names), Terms, Texts),
    Arguments = [Reason|Texts],
    (   memberchk(Reason, ["no_clause", "no_common_value", "out_of_values"]),
        Context = x(_, _, case([], [], _))
    ->  Code = "no_such_fact"
    ;   Code = "never_fires"
    ).

shown(Names, Term, Text) :-
    text_with_names(Term, Names, Text).

%   closed(+Context, +Literals, -Pos, -N, -Reason, -Terms)

closed(_, Literals, Pos, 0, "denied", [Goal]) :-
    append(Before, [Later|After], Literals),
    member(Earlier, Before),
    denied(Earlier, Later, Goal, Denied),
    Later = lit(_, _, Pos),
    (   Denied == Goal
    ->  true
    ;   append(Before, After, Others0),
        exclude(==(Earlier), Others0, Others),
        none_of(Denied, Goal, Earlier-Others)
    ).
closed(x(Program, _, Case), Literals, Pos, 0, "exclusive", [Goal, Earlier]) :-
    append(Before, [lit(pos, Goal, Pos)|_], Literals),
    compound(Goal),
    member(lit(pos, Earlier, _), Before),
    compound(Earlier),
    exclusive_goals(Program, Case, Earlier, Goal).
closed(Context, Literals, Pos, 0, Reason, Terms) :-
    impossible_test(Context, Literals, Pos, Reason, Terms).
closed(Context, Literals, Pos, N, "no_clause", [Goal, Value]) :-
    member(lit(pos, Goal, Pos), Literals),
    compound(Goal),
    functor(Goal, Name, Arity),
    \+ control(Name/Arity),
    fixed_predicate(Context, Name/Arity),
    heads_of(Context, Name/Arity, Clauses),
    \+ ( member(h(_, Head, _), Clauses),
         unifiable(Goal, Head, _) ),
    guilty(Goal, Clauses, N, Value).
closed(Context, Literals, Pos, N, "no_common_value", [Variable, Goal, Earlier]) :-
    term_variables(Literals, Variables),
    member(Variable, Variables),
    value_sources(Context, Literals, Variable, Sources0),
    include(some_values, Sources0, Sources),
    append(Before, [source(Goal, N, Pos, Values)|_], Sources),
    member(source(Earlier, _, _, EarlierValues), Before),
    \+ common_value(Values, EarlierValues).

%   denied(+Earlier, +Later, -Goal, -Denied): one literal is Goal, the other denies Denied.

denied(lit(pos, Goal, _), lit(neg, Denied, _), Goal, Denied).
denied(lit(neg, Denied, _), lit(pos, Goal, _), Goal, Denied) :-
    Denied == Goal.
denied(lit(opaque, Goal, _), lit(opaque, \+ Denied, _), Goal, Denied) :-
    Denied == Goal.

%   none_of(+Denied, +Goal, +Others): Goal is among what Denied denies, whose variables that are
%   nowhere else stand for anything.

none_of(Denied, Goal, Others) :-
    functor(Goal, Name, Arity),
    functor(Denied, Name, Arity),
    term_variables(Others, Shared),
    copy_term(Shared-Denied-Goal, SharedCopy-DeniedCopy-GoalCopy),
    term_variables(SharedCopy-GoalCopy, Variables),
    numbered(Variables),
    \+ DeniedCopy \= GoalCopy.

numbered(Variables) :-
    foldl(number_variable, Variables, 0, _).

number_variable('$VAR'(N), N, N1) :-
    N1 is N + 1.

%   The first argument that no clause agrees with, or else the whole goal.

guilty(Goal, Clauses, N, Value) :-
    arg(N, Goal, Value),
    nonvar(Value),
    \+ ( member(h(_, Head, _), Clauses),
         arg(N, Head, Argument),
         unifiable(Value, Argument, _) ),
    !.
guilty(Goal, _, 0, Goal).

some_values(source(_, _, _, [_|_])).

common_value(Values, Others) :-
    member(Value, Values),
    member(Other, Others),
    same_value(Value, Other),
    !.

same_value(number, Other) :- !, ( Other == number ; number(Other) ), !.
same_value(Value, number) :- !, number(Value).
same_value(Value, Other) :- number(Value), number(Other), !, Value =:= Other.
same_value(Value, Value).

                 /*******************************
                 *            NUMBERS           *
                 *******************************/

impossible_test(Context, Literals, Pos, Reason, Terms) :-
    computed(Literals, 4, [], Computed),
    tests(Literals, Computed, Tests),
    Tests \== [],
    ranges(Context, Literals, Ranges),
    impossible(Tests, Ranges, Pos, Reason, Terms).

%   tests(+Literals, +Computed, -Tests): Tests are the bounds that Literals set, as
%   `f(Form, t(Operator, Number, Goal-Pos))`; `s(Form, _)` are the same with variables replaced by
%   what they are computed from.

tests([], _, []).
tests([Literal|Literals], Computed, Tests) :-
    literal_bounds(Literal, Bounds),
    foldl(bound_tests(Computed), Bounds, Tests, Tests1),
    tests(Literals, Computed, Tests1).

literal_bounds(lit(pos, Goal, Pos), Bounds) :-
    nonvar(Goal),
    bounds(Goal, Tests),
    !,
    maplist(bound_of(Goal-Pos), Tests, Bounds).
literal_bounds(_, []).

bound_of(Origin, Test, Test-Origin).

bounds(Variable = Number, [Variable =:= Number]) :-
    var(Variable),
    number(Number),
    !.
bounds(Number = Variable, [Variable =:= Number]) :-
    var(Variable),
    number(Number),
    !.
bounds(between(Low, High, Variable), Tests) :-
    !,
    ( number(Low) -> Tests = [Variable >= Low|Tests1] ; Tests = Tests1 ),
    ( number(High) -> Tests1 = [Variable =< High] ; Tests1 = [] ).
bounds(Goal, [Goal]).

bound_tests(Computed, Test-Origin, Tests, Rest) :-
    (   linear_bound(Test, Form, Operator, Number)
    ->  Tests = [f(Form, t(Operator, Number, Origin))|Tests1]
    ;   Tests = Tests1
    ),
    (   Test \= (_ is _),
        inserted(Computed, Test, Other),
        Other \== Test,
        linear_bound(Other, Form1, Operator1, Number1)
    ->  Tests1 = [s(Form1, t(Operator1, Number1, Origin))|Rest]
    ;   Tests1 = Rest
    ).

linear_bound(Test, Form, Operator, Number) :-
    catch(linear_test(Test, Form, Operator, Number), _, fail).

impossible(Tests, _, Pos, "false", [Goal]) :-
    member(Test, Tests),
    form_test(Test, [], t(Operator, Number, Goal-Pos)),
    outside(Operator, Number, 0, 0).
impossible(Tests, _, Pos, "clash", [Goal, Earlier]) :-
    append(Before, [Test|_], Tests),
    form_test(Test, Form, Second),
    Form \== [],
    member(Test0, Before),
    form_test(Test0, Form0, First),
    Form0 == Form,
    clash([First, Second], t(_, _, Earlier-_), t(_, _, Goal-Pos)).
impossible(Tests, Ranges, Pos, Reason, [Goal, Low, High]) :-
    member(f(Form, t(Operator, Number, Goal-Pos)), Tests),
    Form \== [],
    form_range(Form, Ranges, Low-High),
    outside(Operator, Number, Low, High),
    (   member(_*Variable, Form),
        member(r(Same, _, _, clauses), Ranges),
        Same == Variable
    ->  Reason = "out_of_values"
    ;   Reason = "out_of_range"
    ).

form_test(f(Form, Test), Form, Test).
form_test(s(Form, Test), Form, Test).

%   computed(+Literals, +Most, +Computed0, -Computed): Computed are the `Variable-Expression` of
%   at most Most literals that compute a variable, the last one first.

computed([], _, Computed, Computed).
computed([Literal|Literals], Most, Computed0, Computed) :-
    (   Most > 0,
        Literal = lit(pos, Goal, _),
        nonvar(Goal),
        Goal = (Variable is Expression),
        var(Variable),
        \+ sub_var(Variable, Expression)
    ->  Left is Most - 1,
        computed(Literals, Left, [Variable-Expression|Computed0], Computed)
    ;   computed(Literals, Most, Computed0, Computed)
    ).

inserted([], Test, Test).
inserted([Variable-Expression|Computed], Test0, Test) :-
    replaced(Test0, Variable, Expression, Test1),
    inserted(Computed, Test1, Test).

replaced(Term, Variable, Expression, New) :-
    (   Term == Variable
    ->  New = Expression
    ;   compound(Term)
    ->  mapargs(replaced_argument(Variable, Expression), Term, New)
    ;   New = Term
    ).

replaced_argument(Variable, Expression, Term, New) :-
    replaced(Term, Variable, Expression, New).

outside(>, Number, _, High) :- Number >= High.
outside(>=, Number, _, High) :- Number > High.
outside(<, Number, Low, _) :- Number =< Low.
outside(=<, Number, Low, _) :- Number < Low.
outside(=:=, Number, Low, High) :- ( Number < Low ; Number > High ), !.

%   What is known of the numbers: the range of their column, or their values.

ranges(x(Program, Index, Case), Literals, Ranges) :-
    term_variables(Literals, Variables),
    ranges(Variables, x(Program, Index, Case), Literals, Ranges).

ranges([], _, _, []).
ranges([Variable|Variables], Context, Literals, Ranges) :-
    Context = x(_, _, Case),
    (   member(lit(pos, Goal, _), Literals),
        nonvar(Goal),
        number_range(Case, Goal, Number, Low-High),
        Number == Variable
    ->  Ranges = [r(Variable, Low, High, column)|Ranges1]
    ;   values_of(Context, Literals, Variable, Values),
        Values = [_|_],
        maplist(number, Values)
    ->  min_list(Values, Low),
        max_list(Values, High),
        Ranges = [r(Variable, Low, High, clauses)|Ranges1]
    ;   Ranges = Ranges1
    ),
    ranges(Variables, Context, Literals, Ranges1).
