:- module(neurosym_collect,
          [ negate/5,                   % +M, +Clause, +Goal, -Lits0, ?Lits
            negate_body/5,              % +M, +Clause, +Body, -Lits0, ?Lits
            solutions/4,                % +M, +Template, +Code, -Solutions
            first_solution/5,           % +Solutions, +M, ?Template, -Lits0, ?Lits
            no_solution/4,              % +Solutions, +M, -Lits0, ?Lits
            conjunction/3               % +Lits, +M, -Lit
          ]).

/** <module> What the compiled code calls: negation, and goals whose solutions are collected

Solutions of a goal are Template-Lits pairs: what it binds, and the literals that it depends on.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_compile).
:- use_module(neurosym_translate).
:- use_module(neurosym_record).
:- use_module(neurosym_calls).

%!  negate(+M, +Clause, +Goal, -Lits0, ?Lits)
%
%   `\+ Goal` for an atom. The goal is explored without waiting for its answers, so that loops
%   through negation are recorded as they are.

negate(M, Clause, Goal, L0, L) :-
    (   class(M, Goal, rules(Code)),
        ground(Goal)
    ->  (   M:'$observed'(Goal),
            \+ observed(M, Clause, Goal)
        ->  L0 = L
        ;   M:'$plain'(Goal)
        ->  code_number(Code, Id),
            negate_plain(M, Goal, Code, Id, L0, L)
        ;   M:'$simple'(Goal, Component)
        ->  negate_cyclic(M, Goal, Code, Component, L0, L)
        ;   negate_rules(M, Goal, L0, L)
        )
    ;   ground(Goal),
        class(M, Goal, Class),
        ( Class = facts(_, _) ; Class == case )
    ->  negate_leaf(M, Clause, Goal, L0, L)
    ;   negate_body(M, Clause, Goal, L0, L)
    ).

negate_rules(M, Goal, L0, L) :-
    explore(M, Goal),
    atom_number_of(Goal, Id),
    (   certainly_true(M, Id)
    ->  fail
    ;   Negative is -Id,
        L0 = [Negative|L]
    ).

negate_leaf(M, Clause, Goal, L0, L) :-
    translate(Goal, x(M, Clause, open), Lits, [], Code),
    (   call(M:Code)
    ->  (   Lits = [Id]
        ->  Negative is -Id,
            L0 = [Negative|L]
        ;   fail
        )
    ;   M:'$option'(explain)
    ->  atom_number_of(Goal, Id),
        Negative is -Id,
        L0 = [Negative|L]
    ;   L0 = L
    ).

%!  negate_body(+M, +Clause, +Body, -Lits0, ?Lits)
%
%   `\+ Body` for any body: an atom of its own, "there is one", with a rule for each solution.

negate_body(M, _, Body, L0, L) :-
    Key = '$none'(Body),
    negate_rules(M, Key, L0, L).

%!  solutions(+M, +Template, +Code, -Solutions)
%
%   All solutions of Code as Template-Lits terms.

solutions(M, Template, Code, Solutions) :-
    findall(Template, M:Code, Solutions).

%!  conjunction(+Lits, +M, -Lit)
%
%   One literal for the conjunction of Lits: 0 for the empty one, else an atom of its own if needed.

conjunction([], _, 0) :- !.
conjunction([Lit], _, Lit) :- !.
conjunction(Lits0, M, Id) :-
    sort(Lits0, Lits),
    (   Lits = [Id0]
    ->  Id = Id0
    ;   atom_number_of('$and'(Lits), Id),
        ignore(record(M, -1, '$and'(Lits), Lits))
    ).

%!  first_solution(+Solutions, +M, ?Template, -Lits0, ?Lits) is nondet.
%
%   Template is a solution; Lits say that it holds and none before it does.

first_solution([T-Lits|Solutions], M, Template, L0, L) :-
    conjunction(Lits, M, Lit),
    (   Lit =:= 0
    ->  Template = T,
        L0 = L
    ;   (   Template = T,
            L0 = [Lit|L]
        ;   Negative is -Lit,
            L0 = [Negative|L1],
            first_solution(Solutions, M, Template, L1, L)
        )
    ).

%!  no_solution(+Solutions, +M, -Lits0, ?Lits)
%
%   Lits say that no solution holds. Fails if one is certain.

no_solution([], _, L, L).
no_solution([_-Lits|Solutions], M, L0, L) :-
    conjunction(Lits, M, Lit),
    Lit =\= 0,
    Negative is -Lit,
    L0 = [Negative|L1],
    no_solution(Solutions, M, L1, L).
