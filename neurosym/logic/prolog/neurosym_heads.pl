:- module(neurosym_heads,
          [ kind/4,                     % +Head, +Body, -Kind, -Heads
            head_fault/3,               % +Head, -Code, -Arguments
            aggregated/4                % +Head0, +Body0, -Head, -Body
          ]).

/** <module> What kind of statement a clause is, by its head
*/

:- use_module(library(lists)).
:- use_module(library(occurs)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_neural).
:- use_module(neurosym_syntax).

%!  kind(+Head, +Body, -Kind, -Heads)
%
%   Kind of a clause and its heads, as item/7 keeps them. Fails if Head is none.

kind(Head, _, _, _) :-
    var(Head),
    !,
    fail.
kind(false, Body, constraint(1), []) :-
    !,
    Body \== true.
kind(Strength :: False, Body, constraint(Strength), []) :-
    False == false,
    !,
    Body \== true.
kind(query(Query), _, query, [certain-query(Query)]) :- !.
kind(evidence(Atom), _, evidence, [certain-evidence(Atom, true)]) :- !.
kind(evidence(Atom, Value), _, evidence, [certain-evidence(Atom, Value)]) :- !.
kind((A ; B), _, disjunction, Heads) :-
    !,
    heads((A ; B), Heads).
kind(::\+(P, Head), _, disjunction, [P-(\+ Head)]) :-
    !,
    plain_head(Head).
kind(P :: Head, _, Kind, Heads) :-
    !,
    any_head(Head),
    (   neural(P)
    ->  neural_heads(P, Head, Kind, Heads)
    ;   Kind = disjunction,
        Heads = [P-Head]
    ).
kind(Head, _, rule, [certain-Head]) :-
    any_head(Head).

heads((A ; B), Heads) :-
    !,
    heads(A, Heads1),
    heads(B, Heads2),
    append(Heads1, Heads2, Heads).
heads(::\+(P, Head), [P-(\+ Head)]) :-
    plain_head(Head).
heads(P :: Head, [P-Head]) :-
    nonvar(Head),
    any_head(Head),
    Head \== false,
    \+ neural(P).

%   ProbLog's negated heads are settled when the whole program is read.

any_head(Head) :-
    nonvar(Head),
    (   Head = (\+ Inner)
    ->  plain_head(Inner)
    ;   plain_head(Head)
    ).

plain_head(Head) :-
    callable(Head),
    functor(Head, Name, Arity),
    \+ control(Name/Arity).

%!  head_fault(+Head, -Code, -Arguments)
%
%   Why Head cannot be the head of a clause.

head_fault(Head, head, ["a variable"]) :-
    var(Head),
    !.
head_fault(false, unconditional, []) :- !.
head_fault(_ :: False, unconditional, []) :-
    False == false,
    !.
head_fault(Head, neural, []) :-
    sub_term(P :: _, Head),
    neural(P),
    !.
head_fault((_ ; _), disjunction, []) :- !.
head_fault(Head, Code, [Text]) :-
    (   Head = (_ :: Inner),
        callable(Inner)
    ->  true
    ;   Inner = Head
    ),
    (   callable(Inner)
    ->  functor(Inner, Name, Arity),
        indicator_text(Name/Arity, Text),
        Code = redefine
    ;   format(string(Text), '~q', [Inner]),
        Code = head
    ).

%!  aggregated(+Head0, +Body0, -Head, -Body)
%
%   ProbLog's `dept_pay(Dept, avg<Pay>) :- body`, of which Python has made avg^Pay.

aggregated(Scope:Head0, Body0, Scope:Head, Body) :-
    !,
    aggregated(Head0, Body0, Head, Body).
aggregated(Head0, Body0, Head, aggregate(Function, Variable, Group, Body0, (Group, Result))) :-
    compound(Head0),
    Head0 =.. [Name|Arguments],
    append(Group, [Last], Arguments),
    nonvar(Last),
    Last = Function^Variable,
    atom(Function),
    var(Variable),
    append(Group, [Result], NewArguments),
    Head =.. [Name|NewArguments].
