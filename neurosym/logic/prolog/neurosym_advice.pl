:- module(neurosym_advice,
          [ advice/3,                   % +Context, +Clause, -Fault
            left_recursive/3            % +Context, +Clauses, -Fault
          ]).

/** <module> Rules that run, and may not mean or do what their author thinks

Negation on what a case often leaves open, negation before its variable is bound, rules that are
grounded for each case, and recursion whose first goal is the recursive one. A fault is
`At-[Code|Arguments]`.
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

%!  advice(+Context, +Clause, -Fault) is nondet.
%
%   Something that the author of Clause should know.

advice(x(Program, _, Case), Clause, At-["often_missing", Text, Name, Share]) :-
    Clause = c(_, _, _, Body, Names, place(_, _, _, at(_, Pos))),
    negation(Program, Body, Pos, Goal, GoalPos),
    often_missing(Case, Goal, Name, Share),
    offset(Clause, GoalPos, At),
    text_with_names(Goal, Names, Text).
advice(x(Program, _, Case), Clause, At-["per_case", Text]) :-
    Clause = c(_, _, _, Body, Names, place(_, _, _, at(_, Pos))),
    case_general(Case, _),
    subgoal(Program, Body, Pos, Goal, GoalPos),
    callable(Goal),
    functor(Goal, Name, Arity),
    declared(Program, observed, Name/Arity),
    \+ case_goal(Case, Goal),
    offset(Clause, GoalPos, At),
    text_with_names(Goal, Names, Text).
advice(_, Clause, At-["early_negation", Text, Goal]) :-
    Clause = c(_, _, Heads, _, Names, _),
    branches(Clause, 16, Branches),
    member(Literals, Branches),
    append(Before, [lit(Sign, Negated, Pos)|After], Literals),
    negated_goal(Sign, Negated, Inner),
    term_variables(Inner, Variables),
    member(Variable, Variables),
    \+ occurs_in(Variable, Heads),
    \+ occurs_in(Variable, Before),
    binds_later(Variable, After),
    offset(Clause, Pos, At),
    text_with_names(Variable, Names, Text),
    text_with_names(\+ Inner, Names, Goal).

negated_goal(neg, Goal, Goal).
negated_goal(opaque, Goal, Inner) :-
    nonvar(Goal),
    Goal = (\+ Inner).

binds_later(Variable, Literals) :-
    member(lit(pos, Goal, _), Literals),
    occurs_in(Variable, Goal),
    !.

occurs_in(Variable, Term) :-
    sub_term(Part, Term),
    Part == Variable,
    !.

%   negation(+Program, +Body, +Pos, -Goal, -GoalPos): Body asks that Goal is not true.

negation(Program, Body, Pos, Goal, GoalPos) :-
    term_negation(Body, Pos, Inner, InnerPos, GoalPos),
    subgoal(Program, Inner, InnerPos, Goal, _),
    callable(Goal).

term_negation(Body, Pos0, Inner, InnerPos, GoalPos) :-
    nonvar(Body),
    strip_parentheses(Pos0, Pos),
    (   ( Body = (\+ Inner) ; Body = not(Inner) )
    ->  GoalPos = Pos,
        ( nonvar(Pos), Pos = term_position(_, _, _, _, [InnerPos|_]) -> true ; true )
    ;   connective(Body, Parts),
        nth1(N, Parts, Part),
        (   nonvar(Pos),
            Pos = term_position(_, _, _, _, Places),
            nth1(N, Places, PartPos)
        ->  true
        ;   true
        ),
        term_negation(Part, PartPos, Inner, InnerPos, GoalPos)
    ).

                 /*******************************
                 *        LEFT RECURSION        *
                 *******************************/

%!  left_recursive(+Context, +Clauses, -Fault) is nondet.
%
%   The first goal of Clause leads back to its head. Fault is
%   `Clause-At-[Code, Goal, Indicator, Use]`; Use is "pack" where plain SWI-Prolog runs the rules
%   as well, else "program".

left_recursive(x(Program, _, _), Clauses, Clause-At-[Code, Text, Name, Use]) :-
    findall(From-To,
            ( member(Other, Clauses),
              leftmost(Program, Other, From, To, _, _) ),
            Edges),
    Edges \== [],
    member(Clause, Clauses),
    leftmost(Program, Clause, From, To, Goal, Pos),
    leads_to(Edges, [To], [], From),
    \+ setting(Program, table, From),
    \+ setting(Program, table, To),
    clause_head(Clause, Head),
    \+ smaller(Head, Goal),
    Clause = c(_, _, _, _, Names, _),
    offset(Clause, Pos, At),
    (   endless(Clause, Head, Goal)
    ->  Code = "endless_recursion"
    ;   Code = "left_recursion"
    ),
    text_with_names(Goal, Names, Text),
    indicator_text(From, Name),
    ( setting(Program, import, neurosym) -> Use = "pack" ; Use = "program" ).

%   leads_to(+Edges, +Open, +Seen, +Goal): Goal is one of Open, or reached from there.

leads_to(Edges, [Node|Open], Seen, Goal) :-
    (   Node == Goal
    ->  true
    ;   memberchk(Node, Seen)
    ->  leads_to(Edges, Open, Seen, Goal)
    ;   findall(Next, member(Node-Next, Edges), Nexts),
        append(Nexts, Open, Open1),
        leads_to(Edges, Open1, [Node|Seen], Goal)
    ).

leftmost(_, Clause, Name/Arity, Name1/Arity1, Goal, Pos) :-
    Clause = c(_, Kind, [_-Head], _, _, _),
    memberchk(Kind, [rule, disjunction]),
    callable(Head),
    functor(Head, Name, Arity),
    Name/Arity \== (:)/2,
    branches(Clause, 16, Branches),
    member(Literals, Branches),
    first_goal(Literals, Goal, Pos),
    functor(Goal, Name1, Arity1).

first_goal([lit(Sign, Goal, Pos)|Literals], First, FirstPos) :-
    (   Sign == pos,
        \+ only_tests(Goal)
    ->  First = Goal,
        FirstPos = Pos
    ;   Sign == pos,
        first_goal(Literals, First, FirstPos)
    ).

only_tests(Goal) :-
    comparison(Goal, _, Operator, _),
    Operator \== (=:=).
only_tests(_ \== _).
only_tests(_ \= _).
only_tests(_ == _).

%   The recursive call has a part of an argument of the head: it comes to an end.

smaller(Head, Goal) :-
    compound(Head),
    compound(Goal),
    arg(N, Goal, Argument),
    arg(N, Head, Whole),
    compound(Whole),
    Whole \== Argument,
    sub_term(Part, Whole),
    Part == Argument,
    !.

%   A number or a term of the head grows from the answer of the recursive goal, without a bound.

endless(c(_, _, _, Body, _, _), Head, Goal) :-
    compound(Head),
    compound(Goal),
    functor(Head, Name, Arity),
    functor(Goal, Name, Arity),
    arg(N, Head, Result),
    arg(N, Goal, Answer),
    var(Answer),
    (   var(Result),
        sub_term(Is, Body),
        nonvar(Is),
        Is = (Computed is Expression),
        Computed == Result,
        occurs_in(Answer, Expression)
    ;   compound(Result),
        occurs_in(Answer, Result)
    ),
    \+ ( sub_term(Test, Body),
         nonvar(Test),
         comparison(Test, _, Operator, _),
         Operator \== (=:=),
         ( occurs_in(Answer, Test) ; occurs_in(Result, Test) ) ),
    !.
endless(_, Head, Goal) :-
    compound(Head),
    compound(Goal),
    arg(N, Head, Whole),
    arg(N, Goal, Argument),
    var(Whole),
    compound(Argument),
    occurs_in(Whole, Argument),
    !.
