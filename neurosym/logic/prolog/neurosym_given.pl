:- module(neurosym_given,
          [ add_facts/3,                % +M, +Program, +In
            parse/2,                    % +Text, -Term
            parse/3                     % +Text, -Term, -Names
          ]).

/** <module> What is given as text with a question: the facts of a case, and goals
*/

:- use_module(library(lists)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).
:- use_module(neurosym_syntax).

%!  add_facts(+M, +Program, +In)
%
%   Note the facts of In in M. A fact is of a predicate that the program or a query knows, and one
%   that is denied is observed.

add_facts(M, Program, In) :-
    forall(member(Text, In.facts), add_fact(M, Text)),
    check_facts(M, Program, In).

add_fact(M, Text) :-
    parse(Text, Term),
    (   ( Term = (\+ Atom) ; Term = not(Atom) )
    ->  assertz(M:'$denied'(Atom)),
        Spoken = Atom
    ;   assertz(M:'$given'(Term)),
        Spoken = Term
    ),
    (   ground(Spoken),
        callable(Spoken)
    ->  assertz(M:'$spoken'(Spoken))
    ;   throw(neurosym(fact, -1, Spoken))
    ).

check_facts(M, Program, In) :-
    findall(Name/Arity, ( M:'$spoken'(Fact), functor(Fact, Name, Arity) ), Indicators0),
    sort(Indicators0, Indicators),
    forall(member(Indicator, Indicators),
           ( known_predicate(Indicator, M, Program, In)
           ->  true
           ;   throw(neurosym(unknown, -1, Indicator)) )),
    forall(( M:'$denied'(Denied),
             functor(Denied, Name, Arity),
             \+ declared(Program, observed, Name/Arity),
             functor(General, Name, Arity),
             \+ M:'$case'(General) ),
           throw(neurosym(denied, -1, Denied))).

known_predicate(Indicator, _, Program, _) :-
    defined_by(Program, Indicator).
known_predicate(Name/Arity, M, _, _) :-
    functor(General, Name, Arity),
    M:'$case'(General).
known_predicate(Name/Arity, _, Program, In) :-
    (   item(Program, _, _, Heads, Body, _, _),
        ( Asked = Body ; member(_-Head, Heads), asked(Head, Asked) )
    ;   is_list(In.queries),
        member(Text, In.queries),
        parse(Text, Asked)
    ),
    subgoal(Asked, Goal),
    (   Goal == '$dynamic'
    ->  true
    ;   callable(Goal),
        functor(Goal, Name, Arity)
    ).

asked(query(Goal), Goal).
asked(evidence(Goal, _), Goal).

%!  parse(+Text, -Term)
%!  parse(+Text, -Term, -Names)
%
%   Term is what Text says. Throws if it cannot be read.

parse(Text, Term) :-
    parse(Text, Term, _).

parse(Text, Term, Names) :-
    catch(term_string(Term, Text, [module(neurosym_syntax), variable_names(Names)]),
          error(syntax_error(_), _),
          throw(neurosym(goal_syntax, -1, Text))),
    (   Term == end_of_file
    ->  throw(neurosym(goal_syntax, -1, "an empty text"))
    ;   sub_string(Text, _, _, _, "()"),
        empty_arguments(Term, _)
    ->  throw(neurosym(goal_syntax, -1, Text))
    ;   true
    ).
