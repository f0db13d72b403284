:- module(neurosym_steps,
          [ stepped/6,                  % +Goal, +Code0, +M, ?Lits0, ?Lits, -Code
            step_literal/3,             % +Goal, -Lits0, ?Lits
            note_missing/4,             % +M, +Clause, +Head, +Lits
            missed/4,                   % +M, +Goal, -Lits0, ?Lits
            missed_query/3,             % +M, +Goal, -Lit
            near_miss/5,                % +Code, +Clause, +Head, +Body, +M
            near_code/5,                % +M, +Clause, +Head, +Body, -Code
            passed_over/3,              % +Error, ?Lits0, ?Lits
            own_variables/2,            % +Goal, +Term
            fact_texts/2                % +Texts, -Out
          ]).

/** <module> What proofs show besides rules: certain steps, and clauses that nearly held

Only under the option `steps`, which proofs ask for. A certain goal that succeeds becomes an atom
with a rule without a body. Where a goal of a clause has no solution, the instance is recorded as far
as it got, with a literal of that goal, which no rule makes true: so a negation can say why no
clause holds, and with what values. Goals to the right are looked at too where that is sure to end.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_compile).
:- use_module(neurosym_record).
:- use_module(neurosym_syntax).
:- use_module(neurosym_translate).
:- use_module(neurosym_write, [term_text/2]).

                 /*******************************
                 *            STEPS             *
                 *******************************/

%!  stepped(+Goal, +Code0, +M, ?Lits0, ?Lits, -Code)
%
%   Code is Code0, which runs the certain Goal, and notes the step if proofs ask for it.

stepped(Goal, Code0, M, L0, L, Code) :-
    (   M:'$option'(steps),
        \+ silent(Goal)
    ->  Code = (Code0, step_literal(Goal, L0, L))
    ;   Code = (Code0, L0 = L)
    ).

silent(true).
silent(_ = _).
silent(write(_)).
silent(print(_)).
silent(writeln(_)).
silent(nl).

%!  step_literal(+Goal, -Lits0, ?Lits)
%
%   The literal of a certain goal that holds as it is now.

step_literal(Goal, [Id|L], L) :-
    copy_term(Goal, Key, _),
    atom_number_of('$step'(Key), Id),
    record(none, -1, '$step'(Key), Id, []).

                 /*******************************
                 *         NEAR MISSES          *
                 *******************************/

%!  near_miss(+Code, +Clause, +Head, +Body, +M)
%
%   Let Code, which a call of Head runs, record the instances of a clause that nearly hold.

near_miss(Code, Clause, Head, Body, M) :-
    (   near_code(M, Clause, Head, Body, Near)
    ->  assertz(M:(Code :- Near))
    ;   true
    ).

%!  near_code(+M, +Clause, +Head, +Body, -Code)
%
%   Code records the instances of a clause of which one goal has no solution, and fails. There is none
%   where no proof asks for it.

near_code(M, Clause, Head, Body, Code) :-
    M:'$option'(near),
    Body \== true,
    goals(Body, Goals),
    findall(N, ( nth0(N, Goals, Goal), may_fail(M, Goal) ), Places),
    Places \== [],
    maplist(branch_code(M, Clause, Head, Goals), Places, Codes),
    alternatives(Codes, Code).

alternatives([Code], Code) :- !.
alternatives([Code|Codes], (Code ; Rest)) :-
    alternatives(Codes, Rest).

goals(Body, [Body]) :-
    var(Body),
    !.
goals((A, B), Goals) :-
    !,
    goals(A, As),
    goals(B, Bs),
    append(As, Bs, Goals).
goals(Goal, [Goal]).

%   A negation of something uncertain never fails: its literal is false then.

may_fail(_, Goal) :-
    var(Goal),
    !,
    fail.
may_fail(M, Goal) :-
    (   negated(Goal, Inner)
    ->  nonvar(Inner),
        certain_body(M, Inner)
    ;   \+ silent(Goal),
        Goal \== !
    ).

negated(\+ Goal, Goal).
negated(not(Goal), Goal).

branch_code(M, Clause, Head, Goals, N, Code) :-
    length(Before, N),
    append(Before, [Goal|After], Goals),
    X = x(M, Clause, open),
    foldl(before_code(X), Before, Codes-Lits, []-L1),
    failure_code(X, Goal, Failure),
    foldl(after_code(X), After, AfterCodes-L2, []-[]),
    sequence([true|AfterCodes], AfterCode),
    Rest = ( own_variables(Goal, Head-After) -> AfterCode ; L2 = [] ),
    append(Codes,
           [ Failure, missed(M, Goal, L1, L2), Rest, note_missing(M, Clause, Head, Lits), fail ],
           All),
    sequence(All, Code).

%!  own_variables(+Goal, +Term)
%
%   No variable of Goal is in Term: what a goal that failed leaves unbound matters nowhere else.

own_variables(Goal, Term) :-
    term_variables(Goal, Own),
    term_variables(Term, Others),
    \+ ( member(V, Own),
         member(W, Others),
         V == W ).

%   A goal that may depend on itself is not asked whether it fails: what is recorded tells in the end.

failure_code(X, Goal, Code) :-
    X = x(M, _, _),
    (   plain_goal(M, Goal)
    ->  translate(Goal, X, _, [], GoalCode),
        Code = (\+ GoalCode)
    ;   Code = ground(Goal)
    ).

before_code(X, Goal, [Code|Codes]-L0, Codes-L) :-
    translate(Goal, X, L0, L, Code).

after_code(X, Goal, [Code|Codes]-L0, Codes-L) :-
    rest_code(X, Goal, L0, L, Code).

sequence([Code], Code) :- !.
sequence([Code|Codes], (Code, Rest)) :-
    sequence(Codes, Rest).

%   What stands right of a goal that failed is looked at where it does not depend on itself.

rest_code(X, Goal, L0, L, Code) :-
    X = x(M, _, _),
    (   nonvar(Goal),
        Goal \== !,
        plain_goal(M, Goal)
    ->  translate(Goal, X, L0, L, GoalCode),
        (   negated(Goal, Inner),
            \+ certain_body(M, Inner)
        ->  Try = GoalCode
        ;   Try = ( GoalCode *-> true ; missed(M, Goal, L0, L) )
        ),
        Code = catch(Try, Error, passed_over(Error, L0, L))
    ;   Code = (L0 = L)
    ).

plain_goal(M, Goal) :-
    ( negated(Goal, Inner) -> true ; Inner = Goal ),
    nonvar(Inner),
    (   class(M, Inner, Class)
    ->  ( Class = facts(_, _) ; Class == case ; M:'$plain'(Inner) )
    ;   certain_body(M, Inner)
    ),
    !.

%!  passed_over(+Error, ?Lits0, ?Lits)
%
%   A goal that could not be looked at adds nothing.

passed_over(neurosym(_, _, _), L, L) :- !.
passed_over(error(Formal, _), L, L) :-
    Formal \= resource_error(_),
    !.
passed_over(Error, _, _) :-
    throw(Error).

%!  missed(+M, +Goal, -Lits0, ?Lits)
%
%   The literal of a goal that has no solution.

missed(M, Goal, [Id|L], L) :-
    (   class(M, Goal, _)
    ->  missed_atom(M, Goal, Id)
    ;   copy_term(Goal, Key, _),
        atom_number_of('$step'(Key), Id)
    ).

missed_atom(M, Goal, Id) :-
    (   ground(Goal)
    ->  atom_number_of(Goal, Id)
    ;   copy_term(Goal, Key, _),
        atom_number_of('$miss'(Key), Id),
        (   class(M, Goal, rules(_))
        ->  forall(recorded_atom(Key, Instance),
                   ignore(record(M, -1, '$miss'(Key), Id, [Instance])))
        ;   true
        )
    ).

%!  note_missing(+M, +Clause, +Head, +Lits)
%
%   Record an instance of a clause that does not hold; a mark among its literals says so. Head is
%   an atom, or `'$id'(Id)` for the one of that number.

note_missing(M, Clause, Head, Lits) :-
    atom_number_of('$broken', Broken),
    (   Head = '$id'(Id)
    ->  Key = none
    ;   copy_term(Head, Key, _)
    ),
    ignore(record(M, Clause, Key, Id, [Broken|Lits])).

%!  missed_query(+M, +Goal, -Lit)
%
%   The literal of a query without answers, with what is recorded of why.

missed_query(M, Goal, Lit) :-
    M:'$option'(near),
    (   class(M, Goal, _)
    ->  missed_atom(M, Goal, Lit)
    ;   near_code(M, -1, '$any'(Goal), Goal, Code)
    ->  ( call(M:Code) ; true ),
        !,
        atom_number_of('$any'(Goal), Lit)
    ).

%!  fact_texts(+Texts, -Out)
%
%   Out are facts as they are written in a ground program; a text that is no term stays as it is.

fact_texts(Texts, Out) :-
    maplist(fact_text, Texts, Out).

fact_text(Text, Out) :-
    (   catch(term_string(Term, Text, [module(neurosym_syntax)]), _, fail)
    ->  term_text(Term, Out)
    ;   Out = Text
    ).
