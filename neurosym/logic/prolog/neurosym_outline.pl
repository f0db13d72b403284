:- module(neurosym_outline,
          [ outline/2                   % +Program, -Rows
          ]).

/** <module> Clauses as trees, for what reads them as formulas and not as rules to be run
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_items).

%!  outline(+Program, -Rows)
%
%   One row `[Index, Certain, Heads, Body]` for each clause and constraint, in their order. Certain
%   is 1 where it has no probability or strength. Heads and Body are trees: `[and|Trees]`,
%   `[or|Trees]`, `[not, Tree]`, `[atom, Name|Arguments]` or `[other]`; a variable is an argument
%   that starts with a question mark. A constraint has no head.

outline(Program, Rows) :-
    findall(Row,
            ( item(Program, Index, Kind, Heads, Body, Names, _),
              Kind \== query,
              Kind \== evidence,
              row(Index, Kind, Heads, Body, Names, Row) ),
            Rows).

row(Index, Kind, Heads, Body, Names, [Index, Certain, HeadTrees, Tree]) :-
    maplist(name_variable, Names),
    term_variables(Heads-Body, Rest),
    foldl(number_variable, Rest, 1, _),
    ( certain(Kind, Heads) -> Certain = 1 ; Certain = 0 ),
    findall(HeadTree, ( member(_-Head, Heads), tree(Head, HeadTree) ), HeadTrees),
    tree(Body, Tree).

certain(constraint(Strength), []) :-
    !,
    number(Strength),
    Strength =:= 1.
certain(_, Heads) :-
    forall(member(P-_, Heads), P == certain).

name_variable(Name='$named'(Name)).

number_variable('$named'(Number), Number, Next) :-
    Next is Number + 1.

tree(true, ["and"]) :- !.
tree((A, B), ["and", TreeA, TreeB]) :-
    !,
    tree(A, TreeA),
    tree(B, TreeB).
tree((A ; B), ["or", TreeA, TreeB]) :-
    !,
    tree(A, TreeA),
    tree(B, TreeB).
tree(\+ A, ["not", Tree]) :-
    !,
    tree(A, Tree).
tree(not(A), ["not", Tree]) :-
    !,
    tree(A, Tree).
tree(Goal, ["atom", Text|Texts]) :-
    callable(Goal),
    Goal \= '$named'(_),
    Goal =.. [Name|Arguments],
    maplist(argument, Arguments, Texts),
    \+ current_op(_, _, Name),
    !,
    format(string(Text), '~w', [Name]).
tree(_, ["other"]).

argument('$named'(Name), Text) :-
    !,
    format(string(Text), '?~w', [Name]).
argument(Constant, Text) :-
    atomic(Constant),
    format(string(Text), '~w', [Constant]).
