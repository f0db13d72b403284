:- module(neurosym_chances,
          [ chance_fault/4              % +Program, +Clauses, -Clause, -Fault
          ]).

/** <module> Probabilities that no program can run with

Constants that are no number from 0 to 1, annotated disjunctions whose constants add up to more
than 1, and heads with a variable that nothing binds. A fault is `At-[Code|Arguments]`.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).
:- use_module(neurosym_parts).
:- use_module(neurosym_syntax).
:- use_module(neurosym_write).

rounding(1.0e-9).

%!  chance_fault(+Program, +Clauses, -Clause, -Fault) is nondet.
%
%   Clause, of Clauses, stops the program with its probability.

chance_fault(Program, Clauses, Clause, At-["probability", Text, Reason]) :-
    member(Clause, Clauses),
    Clause = c(_, disjunction, Heads, _, _, _),
    nth1(N, Heads, P0-_),
    constant_part(P0, P),
    ill_reason(P, Reason),
    chance_offset(Program, Clause, N, At),
    term_text(P, Text).
chance_fault(_, Clauses, Clause, At-["total", Text]) :-
    member(Clause, Clauses),
    Clause = c(_, disjunction, Heads, _, _, place(_, At, _, _)),
    Heads = [_, _|_],
    findall(Value,
            ( member(P-_, Heads), \+ P = t(_), constant_part(P, Part), chance(Part, Value) ),
            Values),
    sum_list(Values, Total),
    rounding(Rounding),
    Total > 1.0 + Rounding,
    format(string(Text), '~6g', [Total]).
chance_fault(_, Clauses, Clause, At-["unbound_head", Text, HeadText, Use]) :-
    member(Clause, Clauses),
    Clause = c(_, disjunction, Heads, Body, Names, place(_, At, _, _)),
    member(P-Head, Heads),
    compound(Head),
    \+ ground(Head),
    term_variables(P-Body, Bound),
    arg(N, Head, Argument),
    term_variables(Argument, Variables),
    member(Variable, Variables),
    \+ occurs_in(Variable, Bound),
    functor(Head, Name, Arity),
    use(Clauses, Name/Arity, N, Use),
    text_with_names(Variable, Names, Text),
    text_with_names(Head, Names, HeadText).

%   constant_part(+Probability, -Constant): what must be a number, where it is written as one.

constant_part(P, Constant) :-
    nonvar(P),
    P \== (?),
    P \= '$start'(_),
    (   compound(P),
        P =.. [t, Start|_]
    ->  nonvar(Start),
        Start \= '$start'(_),
        Constant = Start
    ;   \+ ( compound(P), functor(P, Name, _), memberchk(Name, [nn, tensor]) ),
        Constant = P
    ),
    ground(Constant).

ill_reason(P, Reason) :-
    (   number_value(P, Value)
    ->  \+ possible(Value),
        Reason = "range"
    ;   Reason = "number"
    ).

number_value(P, Value) :-
    catch(Value is float(P), _, fail).

chance(P, Value) :-
    number_value(P, Value),
    possible(Value).

possible(Value) :-
    rounding(Rounding),
    Value >= 0.0,
    Value =< 1.0 + Rounding.

%   chance_offset(+Program, +Clause, +N, -At): where the probability of the Nth head starts.

chance_offset(Program, c(_, _, _, _, _, place(File, From, To, _)), N, At) :-
    (   N > 1,
        source_text(Program, File, Text),
        Length is To - From,
        sub_string(Text, From, Length, _, Part),
        catch(term_string(Term, Part,
                          [module(neurosym_syntax), subterm_positions(Pos)]), _, fail),
        head_places(Term, Pos, Places, []),
        nth1(N, Places, Place)
    ->  span(Place, Start, _),
        At is From + Start
    ;   At = From
    ).

head_places((Heads :- _), term_position(_, _, _, _, [Pos|_]), Places, Rest) :-
    !,
    head_places(Heads, Pos, Places, Rest).
head_places((A ; B), term_position(_, _, _, _, [PosA, PosB]), Places, Rest) :-
    !,
    head_places(A, PosA, Places, Places1),
    head_places(B, PosB, Places1, Rest).
head_places(_, Pos, [Pos|Rest], Rest).

                 /*******************************
                 *             USE              *
                 *******************************/

%   use(+Clauses, +Indicator, +N, -Use): "open" if Clauses ask for it with an open Nth argument,
%   "unused" if they never ask for it. Fails where it may always be bound.

use(Clauses, Indicator, N, Use) :-
    findall(How, ( member(Clause, Clauses), call_of(Clause, Indicator, N, How) ), Hows),
    (   memberchk(open, Hows)
    ->  Use = "open"
    ;   Hows == [],
        Use = "unused"
    ).

call_of(c(_, Kind, [_-Head|_], _, _, _), Indicator, N, How) :-
    memberchk(Kind, [query, evidence]),
    arg(1, Head, Asked),
    subgoal(Asked, Goal),
    call_with(Goal, Indicator, N, [], How).
call_of(Clause, Indicator, N, How) :-
    Clause = c(_, _, Heads, Body, _, _),
    Body \== true,
    subgoal(Body, Called),
    callable(Called),
    Indicator = Name/Arity,
    functor(Called, Name, Arity),
    !,
    branches(Clause, 16, Branches),
    member(Literals, Branches),
    append(Before, [lit(Sign, Goal, _)|_], Literals),
    (   Sign == opaque
    ->  How = unknown
    ;   call_with(Goal, Indicator, N, Heads-Before, How)
    ).

call_with(Goal, Name/Arity, N, Bound, How) :-
    callable(Goal),
    functor(Goal, Name, Arity),
    arg(N, Goal, Argument),
    term_variables(Argument, Variables),
    term_variables(Bound, BoundVariables),
    (   member(Variable, Variables),
        \+ occurs_in(Variable, BoundVariables)
    ->  How = open
    ;   How = bound
    ).

occurs_in(Variable, Variables) :-
    member(Other, Variables),
    Other == Variable,
    !.
