:- module(neurosym,
          [ observed/1,                 % :Indicators
            predicted/1,                % :Indicators
            closed/1,                   % :Indicators
            pred/1,                     % :Reading
            op(1000, xfx, ::),
            op(1000, fx, ?::),
            op(1150, fx, observed),
            op(1150, fx, predicted),
            op(1150, fx, closed),
            op(1150, fx, pred),
            op(900, fy, not)
          ]).

/** <module> Rule packs in editors and in plain SWI-Prolog

Start swipl with `-p library=DIR`, DIR being this file's folder, and a pack loads as it stands:
observed and predicted predicates are dynamic in module user, so that a case is a set of facts
there; constraints and probabilistic clauses, which only `neurosym` can weigh, are left out.
*/

:- meta_predicate
    observed(:),
    predicted(:),
    closed(:),
    pred(:).

%!  observed(:Indicators)
%
%   Declare predicates that a case decides.

observed(_:Indicators) :-
    in_case(Indicators).

%!  predicted(:Indicators)
%
%   Declare predicates that the model decides.

predicted(_:Indicators) :-
    in_case(Indicators).

%   The facts of a case are in module user, from which every pack inherits.

in_case((A, B)) :-
    !,
    in_case(A),
    in_case(B).
in_case(Indicator) :-
    dynamic(user:Indicator),
    discontiguous(user:Indicator).

%!  closed(:Indicators)
%
%   Declare predicates that are false where a case says nothing.

closed(_).

%!  pred(:Reading)
%
%   Declare how an atom reads in a sentence.

pred(_).

weighed((Head :- _)) :-
    nonvar(Head),
    ( Head == false ; Head = (_ :: _) ; Head = (_ ; _) ),
    !.
weighed((_ :: _)).
weighed((Head ; _)) :-
    nonvar(Head),
    Head = (_ :: _).

in_pack :-
    prolog_load_context(module, Module),
    Module \== neurosym,
    predicate_property(Module:observed(_), imported_from(neurosym)).

:- multifile
    user:message_hook/3,
    system:term_expansion/2.
:- dynamic
    user:message_hook/3,
    system:term_expansion/2.

%   A reading names each argument once: no misspelt variables.

user:message_hook(singletons((:- pred(_)), _), _, _).

system:term_expansion(Clause, []) :-
    weighed(Clause),
    in_pack.
