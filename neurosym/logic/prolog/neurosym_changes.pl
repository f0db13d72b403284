:- module(neurosym_changes,
          [ declare_changes/3,          % +M, +Program, +In
            changed_call/4              % +M, +Goal, -Lits0, ?Lits
          ]).

/** <module> Facts that might be otherwise: what a goal that fails would need

A changeable predicate is decided by facts alone. Its atoms become leaves: those that are facts now,
and those that the constants of the program, of the facts and of the goal can make. Which constants
an argument may have is read off the rules: arguments that share a variable share their constants. A
number that is compared is tried a little below and above what it is compared with, and one that
enters arithmetic a little below and above where it tips the comparison.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(assoc)).
:- use_module(library(pairs)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).
:- use_module(neurosym_leaves).
:- use_module(neurosym_record).
:- use_module(neurosym_syntax).
:- use_module(neurosym_tipping).

%   Values of one argument, and atoms of one call, beyond which only the facts are tried.

most_constants(200).
most_candidates(5000).

%!  declare_changes(+M, +Program, +In)
%
%   Make the changeable predicates of Program atoms that are decided by leaves, if In asks for it.
%   `In.changes` lists the predicates, or says which: `silent`, those declared observed and not
%   closed; `observed`, those declared observed or closed or that the case has facts of; `all`,
%   these and all others that have nothing but facts; `none`.

declare_changes(M, Program, In) :-
    Changes = In.changes,
    (   Changes \== none
    ->  changeable(Changes, M, Program, Indicators),
        classes(M, Program, In, Places, Constants),
        forall(member(Name/Arity, Indicators),
               declare_change(M, Program, Name/Arity, Places, Constants))
    ;   true
    ).

changeable(Asked, M, Program, Indicators) :-
    findall(Indicator,
            ( asked_predicate(Asked, M, Program, Indicator),
              (   factual(Program, Indicator)
              ->  true
              ;   is_list(Asked),
                  throw(neurosym(no_facts, -1, Indicator))
              ) ),
            Indicators0),
    sort(Indicators0, Indicators).

asked_predicate([Text|Texts], _, _, Name/Arity) :-
    member(Other, [Text|Texts]),
    (   catch(term_string(Name/Arity, Other, [module(neurosym_syntax)]), _, fail),
        atom(Name),
        integer(Arity)
    ->  true
    ;   throw(neurosym(no_indicator, -1, Other))
    ).
asked_predicate(silent, _, Program, Indicator) :-
    declared(Program, observed, Indicator),
    \+ declared(Program, closed, Indicator).
asked_predicate(observed, M, Program, Indicator) :-
    spoken_predicate(M, Program, Indicator).
asked_predicate(all, M, Program, Indicator) :-
    asked_predicate(observed, M, Program, Indicator).
asked_predicate(all, _, Program, Name/Arity) :-
    item(Program, _, rule, [certain-Head], true, _, _),
    functor(Head, Name, Arity).

spoken_predicate(_, Program, Indicator) :-
    declared(Program, Role, Indicator),
    memberchk(Role, [observed, closed]).
spoken_predicate(M, _, Name/Arity) :-
    ( M:'$given'(Atom) ; M:'$denied'(Atom) ),
    functor(Atom, Name, Arity).

%   factual(+Program, +Indicator): there is no clause with a body, a variable or a probability.

factual(Program, Name/Arity) :-
    functor(Head, Name, Arity),
    \+ ( item(Program, _, Kind, Heads, Body, _, _),
         memberchk(Kind, [rule, disjunction]),
         member(P-Head, Heads),
         \+ ( P == certain, Body == true, ground(Head) ) ).

declare_change(M, Program, Name/Arity, Places, Constants) :-
    functor(General, Name, Arity),
    findall(Domain,
            ( between(1, Arity, I),
              domain(Name/Arity/I, Places, Constants, Domain) ),
            Domains),
    assertz(M:'$domains'(General, Domains)),
    (   M:'$case'(General)
    ->  true
    ;   assertz(M:'$case'(General))
    ),
    forall(( item(Program, _, rule, [certain-General], true, _, _) ; M:'$given'(General) ),
           assertz(M:'$held'(General))),
    (   declared(Program, observed, Name/Arity),
        \+ declared(Program, closed, Name/Arity),
        \+ item(Program, _, _, [_-General], true, _, _)
    ->  assertz(M:'$silent'(General))
    ;   true
    ).

                 /*******************************
                 *           CONSTANTS          *
                 *******************************/

%   classes(+M, +Program, +In, -Places, -Constants): Places maps Name/Arity/I to a variable, the
%   same for arguments that share constants; Constants are Variable-c(Value, Where) pairs, where
%   Where is `rule`, `fact`, `limit` or `tip`.

classes(M, Program, In, Places, Constants) :-
    findall(clause(Heads, Body, Where), statement(M, Program, In, Heads, Body, Where), Statements),
    asked_constants(In, Asked),
    Known = known(known_fact(M, Program), known_rule(Program), Asked),
    foldl(statement_classes(Known), Statements, t-[], Places-Constants).

known_fact(M, Program, Atom) :-
    (   M:'$given'(Atom)
    ;   item(Program, _, rule, [certain-Atom], true, _, _)
    ).

known_rule(Program, Head, Goals) :-
    item(Program, _, rule, [certain-Head], Body, _, _),
    Body \== true,
    body_goals(Body, Goals).

asked_constants(In, Asked) :-
    findall(Constant,
            ( statement(_, none, In, [], Goal, rule),
              compound(Goal),
              arg(_, Goal, Constant),
              atomic(Constant) ),
            Asked).

statement(_, Program, _, Heads, Body, Where) :-
    item(Program, _, Kind, Heads0, Body, _, _),
    ( memberchk(Kind, [rule, disjunction]) ; Kind = constraint(_) ),
    findall(Head, member(_-Head, Heads0), Heads),
    (   Body == true
    ->  Where = fact
    ;   Where = rule
    ).
statement(M, _, _, [Atom], true, fact) :-
    ( M:'$given'(Atom) ; M:'$denied'(Atom) ).
statement(_, _, In, [], Goal, rule) :-
    is_list(In.queries),
    member(Text, In.queries),
    catch(term_string(Goal, Text, [module(neurosym_syntax)]), _, fail).

statement_classes(known(Fact, Rule, Asked), clause(Heads, Body, Where), State0, State) :-
    body_goals(Body, Goals),
    tipping_points(Fact, Rule, Asked, Goals, Points),
    foldl(tipping_constant, Points, State0, State1),
    foldl(atom_classes(Where), Heads, State1, State2),
    foldl(atom_classes(Where), Goals, State2, State).

tipping_constant(Place-Value, Places0-Constants, Places-[Class-c(Value, tip)|Constants]) :-
    place_class(Place, Places0, Places, Class).

%   The goals keep the variables of the clause.

body_goals(Body, Goals) :-
    term_variables(Body, Variables),
    findall(Variables-Goal, inner_goal(Body, Goal), Pairs),
    maplist(shared(Variables), Pairs, Goals).

shared(Variables, Variables-Goal, Goal).

inner_goal(Body, Body) :-
    var(Body),
    !,
    fail.
inner_goal(Body, Goal) :-
    Body \= (_ , _),
    Body \= (_ ; _),
    Body \= (_ -> _),
    Body \= (_ *-> _),
    Body \= (\+ _),
    Goal = Body.
inner_goal(Body, Goal) :-
    compound(Body),
    Body =.. [_|Arguments],
    nested(Body),
    member(Argument, Arguments),
    inner_goal(Argument, Goal).

nested(Body) :-
    functor(Body, Name, _),
    memberchk(Name, [',', ;, ->, *->, \+, not, findall, all, all_or_none, bagof, setof, forall,
                     aggregate_all, call, once, ignore, ^]).

atom_classes(_, Goal, State, State) :-
    \+ compound(Goal),
    !.
atom_classes(_, Goal, Places-Constants0, Places-Constants) :-
    compared(Goal, A, B),
    !,
    compared_classes(A, B, Constants0, Constants).
atom_classes(Where, Goal, State0, State) :-
    functor(Goal, Name, Arity),
    (   builtin(Name, Arity)
    ->  State = State0
    ;   findall(I, between(1, Arity, I), Is),
        foldl(argument_class(Where, Goal, Name/Arity), Is, State0, State)
    ).

compared(Goal, A, B) :-
    Goal =.. [Op, A, B],
    memberchk(Op, [<, >, =<, >=, =:=, =\=, =, ==, \==, \=]).

compared_classes(A, B, Constants0, Constants) :-
    (   var(A),
        var(B)
    ->  A = B,
        Constants = [A-c(compared, mark)|Constants0]
    ;   var(A),
        atomic(B)
    ->  Constants = [A-c(B, limit)|Constants0]
    ;   var(B),
        atomic(A)
    ->  Constants = [B-c(A, limit)|Constants0]
    ;   Constants = Constants0
    ).

argument_class(Where, Goal, Indicator, I, Places0-Constants0, Places-Constants) :-
    arg(I, Goal, Argument),
    place_class(Indicator/I, Places0, Places, Class),
    (   var(Argument)
    ->  Argument = Class,
        Constants = Constants0
    ;   ground(Argument)
    ->  Constants = [Class-c(Argument, Where)|Constants0]
    ;   Constants = Constants0
    ).

place_class(Place, Places0, Places, Class) :-
    (   get_assoc(Place, Places0, Class)
    ->  Places = Places0
    ;   put_assoc(Place, Places0, Class, Places)
    ).

%   domain(+Place, +Places, +Constants, -Domain): Domain are the values that an argument may have.

domain(Place, Places, Constants, Domain) :-
    (   get_assoc(Place, Places, Class)
    ->  findall(Value-Where,
                ( member(Other-c(Value, Where), Constants),
                  Other == Class ),
                Pairs)
    ;   Pairs = []
    ),
    findall(Value, ( member(Value-W, Pairs), memberchk(W, [limit, tip]) ), Limits),
    include(number, Limits, Numbers0),
    (   memberchk(compared-mark, Pairs)
    ->  findall(N, ( member(N-W, Pairs), W \== mark, number(N) ), Numbers)
    ;   Numbers = Numbers0
    ),
    findall(Value, ( member(Value-Where, Pairs), own_value(Where, Numbers, Value) ), Own),
    around(Numbers, Pairs, Around),
    append(Own, Around, Values0),
    sort(Values0, Values),
    most_constants(Most),
    (   length(Values, Count),
        Count > Most
    ->  length(Domain, Most),
        append(Domain, _, Values)
    ;   Domain = Values
    ).

%   Numbers in the data that are compared with numbers of the rules alone are not tried elsewhere.

own_value(rule, _, _).
own_value(limit, _, _).
own_value(fact, Numbers, Value) :-
    \+ ( number(Value), Numbers \== [] ).

around([], _, []) :- !.
around(Numbers, Pairs, Around) :-
    findall(D, ( member(N-W, Pairs), W \== mark, W \== tip, number(N), decimals(N, D) ), Ds),
    max_list([0|Ds], Digits),
    findall(Value,
            ( member(N, Numbers),
              member(Sign, [-1, 0, 1]),
              moved(N, Sign, Digits, Value) ),
            Around).

decimals(N, 0) :-
    integer(N),
    !.
decimals(N, D) :-
    format(string(Text), '~w', [N]),
    split_string(Text, ".", " ", Parts),
    (   Parts = [_, Digits],
        Digits \== "0",
        \+ sub_string(Digits, _, _, _, "e")
    ->  string_length(Digits, D0),
        D is min(D0, 6)
    ;   D = 0
    ).

moved(N, Sign, 0, Value) :-
    !,
    (   integer(N)
    ->  Value is N + Sign
    ;   Value is round(N) + Sign
    ).
moved(N, Sign, Digits, Value) :-
    Value is round((N + Sign / 10.0 ** Digits) * 10 ** Digits) / 10.0 ** Digits.

                 /*******************************
                 *             CALLS            *
                 *******************************/

%!  changed_call(+M, +Goal, -Lits0, ?Lits) is nondet.
%
%   Call an atom that facts decide and that may be otherwise: a leaf, whose state is 1 if it is a
%   fact now, 0 if it is none, 2 if nothing is known of it. A number is known not to hold where
%   another one holds in its place.

changed_call(M, Goal, [Id|L], L) :-
    candidates(M, Goal, Goals),
    member(Goal, Goals),
    atom_number_of(Goal, Id),
    (   M:'$held'(Goal)
    ->  State = 1
    ;   M:'$silent'(Goal),
        \+ M:'$denied'(Goal),
        \+ other_value(M, Goal)
    ->  State = 2
    ;   State = 0
    ),
    new_leaf(Id, state(-2, State)).

other_value(M, Goal) :-
    Goal =.. [Name|Arguments],
    append(Case, [Value], Arguments),
    number(Value),
    append(Case, [Held], Arguments1),
    Other =.. [Name|Arguments1],
    M:'$held'(Other),
    number(Held),
    !.

candidates(_, Goal, [Goal]) :-
    ground(Goal),
    !.
candidates(M, Goal, Goals) :-
    findall(Goal, M:'$held'(Goal), Held),
    other_candidates(M, Goal, Others),
    append(Held, Others, All),
    sort(All, Goals).

other_candidates(M, _, []) :-
    M:'$option'(known),
    !.
other_candidates(M, Goal, Others) :-
    M:'$domains'(Goal, Domains),
    Goal =.. [Name|Arguments],
    maplist(ways, Arguments, Domains, Ways),
    foldl(times, Ways, 1, Product),
    most_candidates(Most),
    (   Product > Most
    ->  Others = []
    ;   findall(Goal, ( maplist(chosen_value, Arguments, Domains), Goal =.. [Name|Arguments] ),
                Others)
    ).

times(N, Product0, Product) :-
    Product is Product0 * N.

ways(Argument, Domain, Ways) :-
    (   ground(Argument)
    ->  Ways = 1
    ;   length(Domain, Ways)
    ).

chosen_value(Argument, Domain) :-
    (   ground(Argument)
    ->  true
    ;   member(Argument, Domain)
    ).
