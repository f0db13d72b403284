:- module(neurosym_tipping,
          [ tipping_points/5            % :Fact, :Rule, +Asked, +Goals, -Points
          ]).

/** <module> Where a number that enters arithmetic would tip a comparison

In `weight(P, W), height(P, H), B is W / (H * H), B > 30` the weight at which B is 30, with the
height as it is; found by bisection, so that any expression will do.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).

:- meta_predicate tipping_points(1, 2, +, +, -).

most_points(50).
most_depth(3).

%!  tipping_points(:Fact, :Rule, +Asked, +Goals, -Points)
%
%   Points are Name/Arity/I-Number pairs: with Number as the argument I of a fact, a comparison
%   among Goals, the goals of a clause, tips while the other facts are as they are. call(Fact, Atom)
%   is true of the facts, call(Rule, Goal, Goals) of rules: those that Goals call are put in their
%   place. Where facts of the constants Asked fit, others are left out.

tipping_points(Fact, Rule, Asked, Goals, Points) :-
    (   member(Goal, Goals),
        compares(Goal, _, _)
    ->  most_points(Most),
        most_depth(Depth),
        once(findnsols(Most, Point,
                       ( unfolded(Goals, Fact, Rule, Depth, Flat, []),
                         tipping_point(Fact, Asked, Flat, Point) ),
                       Found)),
        sort(Found, Points)
    ;   Points = []
    ).

unfolded([], _, _, _, Flat, Flat).
unfolded([Goal|Goals], Fact, Rule, Depth, Flat, Rest) :-
    (   Depth > 0,
        callable(Goal),
        \+ compares(Goal, _, _),
        \+ atom_of_facts(Fact, Goal),
        \+ \+ call(Rule, Goal, _)
    ->  call(Rule, Goal, Body),
        Depth1 is Depth - 1,
        unfolded(Body, Fact, Rule, Depth1, Flat, Flat1)
    ;   Flat = [Goal|Flat1]
    ),
    unfolded(Goals, Fact, Rule, Depth, Flat1, Rest).

tipping_point(Fact, Asked, Goals, Place-Point) :-
    include(atom_of_facts(Fact), Goals, Atoms),
    exclude(put_in_place, Goals, _),
    member(Goal, Goals),
    compares(Goal, A, B),
    \+ plain(A, B),
    term_variables(A-B, Numbers),
    member(X, Numbers),
    member(Atom, Atoms),
    place(Atom, X, Place),
    partition(has_variable(X), Atoms, Own, Others0),
    include(shares_variable(Numbers), Others0, Others),
    most_points(Most),
    once(findnsols(Most, Key-at(X, A, B, Own),
                   ( maplist(call(Fact), Others), key(Asked, Others, Key) ),
                   Rows)),
    preferred(Rows, Kept),
    member(at(X1, A1, B1, Own1), Kept),
    start(Fact, Own1, X1, Start),
    root(A1, B1, X1, Start, Point).

place(Atom, X, Name/Arity/I) :-
    functor(Atom, Name, Arity),
    arg(I, Atom, Argument),
    Argument == X.

%   A definition is put in the place of its variable.

put_in_place(Goal) :-
    nonvar(Goal),
    Goal = (V is E),
    var(V),
    unify_with_occurs_check(V, E).

compares(Goal, A, B) :-
    compound(Goal),
    Goal =.. [Op, A, B],
    memberchk(Op, [<, >, =<, >=, =:=, =\=]).

plain(A, B) :-
    atomic_or_variable(A),
    atomic_or_variable(B).

atomic_or_variable(A) :-
    (   var(A)
    ->  true
    ;   atomic(A)
    ).

atom_of_facts(Fact, Goal) :-
    callable(Goal),
    \+ \+ call(Fact, Goal).

has_variable(X, Goal) :-
    term_variables(Goal, Variables),
    member(Variable, Variables),
    Variable == X,
    !.

shares_variable(Numbers, Goal) :-
    member(X, Numbers),
    has_variable(X, Goal),
    !.

%   key(+Asked, +Atoms, -Key): Key is `asked` if an atom speaks of an asked constant, else `other`.

key(Asked, Atoms, Key) :-
    (   member(Atom, Atoms),
        arg(_, Atom, Constant),
        atomic(Constant),
        memberchk(Constant, Asked)
    ->  Key = asked
    ;   Key = other
    ).

preferred(Rows, Kept) :-
    (   memberchk(asked-_, Rows)
    ->  findall(Row, member(asked-Row, Rows), Kept)
    ;   findall(Row, member(_-Row, Rows), Kept)
    ).

%   start(:Fact, +Own, +X, -Start): the value that X has now, or 1.

start(Fact, Own, X, Start) :-
    (   copy_term(X-Own, Now-Atoms),
        maplist(call(Fact), Atoms),
        number(Now)
    ->  Start = Now
    ;   Start = 1
    ).

                 /*******************************
                 *           BISECTION          *
                 *******************************/

%   root(+A, +B, +X, +Start, -Root): Root, near Start, is where A and B are the same number.

root(A, B, X, Start, Root) :-
    difference(A, B, X, Start, F0),
    (   F0 =:= 0
    ->  Root = Start
    ;   sign_change(A, B, X, Start, F0, End),
        bisected(90, A, B, X, Start, F0, End, Root),
        difference(A, B, X, Root, F),
        abs(F) =< 1.0e-6 * abs(F0)
    ).

difference(A, B, X, Value, Difference) :-
    copy_term(X-A-B, Value-A1-B1),
    catch(Difference is float(A1 - B1), error(_, _), fail).

sign_change(A, B, X, Start, F0, End) :-
    Step is max(abs(Start), 1) / 64,
    between(0, 40, K),
    member(Sign, [1, -1]),
    End is Start + Sign * Step * 2 ** K,
    difference(A, B, X, End, F),
    F * F0 =< 0,
    !.

bisected(0, _, _, _, Low, _, High, Root) :-
    !,
    Root is (Low + High) / 2.0.
bisected(N, A, B, X, Low, F0, High, Root) :-
    Middle is (Low + High) / 2.0,
    difference(A, B, X, Middle, F),
    N1 is N - 1,
    (   F * F0 > 0
    ->  bisected(N1, A, B, X, Middle, F0, High, Root)
    ;   bisected(N1, A, B, X, Low, F0, Middle, Root)
    ).
