:- module(neurosym_constrain,
          [ constrain/2                 % +M, +Program
          ]).

/** <module> The ground bodies of a program's constraints
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_items).
:- use_module(neurosym_record).
:- use_module(neurosym_translate).

%!  constrain(+M, +Program)
%
%   Record what must not hold, for each constraint of Program.

constrain(M, Program) :-
    findall(Index, item(Program, Index, constraint(_), _, _, _, _), Indices0),
    msort(Indices0, Indices),
    forall(( member(Index, Indices),
             item(Program, Index, _, _, Body, _, _) ),
           constrain_one(M, Index, Body)).

constrain_one(M, Index, Body) :-
    X = x(M, Index, open),
    parts(Body, Parts),
    translate_parts(Parts, X, Codes, Spans),
    list_conjunction(Codes, Code),
    forall(call(M:Code),
           (   all_literals(Spans, Lits),
               predicted_literals(Spans, Predicted),
               record_constraint(Index, Predicted, Lits)
           ->  true
           ;   true
           )).

parts(Body, [Body]) :-
    var(Body),
    !.
parts((A, B), Parts) :-
    !,
    parts(A, As),
    parts(B, Bs),
    append(As, Bs, Parts).
parts(Body, [Body]).

%   Each conjunct has its own list of literals, so that those of predicted atoms are known.

translate_parts([], _, [], []).
translate_parts([Part|Parts], X, [Code|Codes], [Role-Lits|Spans]) :-
    X = x(M, _, _),
    (   predicted_part(Part, M)
    ->  Role = predicted
    ;   Role = other
    ),
    translate(Part, X, Lits, [], Code),
    translate_parts(Parts, X, Codes, Spans).

predicted_part(Part, _) :-
    var(Part),
    !,
    fail.
predicted_part(\+ Part, M) :-
    !,
    predicted_part(Part, M).
predicted_part(not(Part), M) :-
    !,
    predicted_part(Part, M).
predicted_part(Part, M) :-
    callable(Part),
    M:'$predicted'(Part),
    !.

list_conjunction([], true).
list_conjunction([Code], Code) :- !.
list_conjunction([Code|Codes], (Code, Rest)) :-
    list_conjunction(Codes, Rest).

all_literals(Spans, Lits) :-
    findall(Lit, ( member(_-Span, Spans), member(Lit, Span) ), Lits).

predicted_literals(Spans, Lits) :-
    findall(Lit,
            ( member(predicted-Span, Spans),
              member(Lit, Span) ),
            Lits).
