:- module(neurosym_parts,
          [ own_clause/3,               % +Program, +Files, -Clause
            branch/4,                   % +Body, +Pos, -Literals, -Rest
            branches/3,                 % +Clause, +Most, -Branches
            conjunction/2,              % +Clause, -Literals
            offset/3,                   % +Clause, +Pos, -At
            argument_offset/4,          % +Clause, +GoalPos, +N, -At
            clause_head/2,              % +Clause, -Head
            reread/3,                   % +Program, +Clause, -HeadPos
            text_with_names/3,          % +Term, +Names, -Text
            place_text/3                % +Clause, -File, -Offset
          ]).

/** <module> The parts of a clause that checking looks at, with their places

A clause is `c(Index, Kind, Heads, Body, Names, Place)` as item/7 keeps it. A literal is
`lit(Sign, Goal, Pos)`: Sign is `pos`, `neg` (for `\+ Goal`) or `opaque` (what has an inside of its
own, such as findall/3); Pos is the subterm position of the literal.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).
:- use_module(neurosym_syntax).
:- use_module(neurosym_write).

%!  own_clause(+Program, +Files, -Clause) is nondet.
%
%   Clause is a clause of one of the first Files files, which the author wrote.

own_clause(Program, Files, c(Index, Kind, Heads, Body, Names, Place)) :-
    item(Program, Index, Kind, Heads, Body, Names, Place),
    Place = place(File, From, To, _),
    File < Files,
    From < To.

%!  clause_head(+Clause, -Head) is semidet.
%
%   Head is the one head of Clause.

clause_head(c(_, _, [_-Head], _, _, _), Head).

%!  branches(+Clause, +Most, -Branches)
%
%   Branches are the lists of literals, one of which holds where the body holds; at most Most.

branches(c(_, _, _, Body, _, Place), Most, Branches) :-
    (   Place = place(_, _, _, at(_, Pos))
    ->  true
    ;   true
    ),
    once(findnsols(Most, Body-Literals, branch(Body, Pos, Literals, []), Pairs)),
    maplist(tied(Body), Pairs, Branches).

%   The branches of one clause share its variables.

tied(Body, Body-Literals, Literals).

%!  conjunction(+Clause, -Literals) is semidet.
%
%   Literals are the body of Clause, where it is nothing but literals and none of them is a cut.

conjunction(Clause, Literals) :-
    Clause = c(_, _, _, Body, _, Place),
    (   Place = place(_, _, _, at(_, Pos))
    ->  true
    ;   true
    ),
    plain(Body),
    once(branch(Body, Pos, Literals, [])).

plain(Body) :-
    var(Body),
    !,
    fail.
plain((A, B)) :-
    !,
    plain(A),
    plain(B).
plain(!) :-
    !,
    fail.
plain(_).

%!  branch(+Body, +Pos, -Literals, ?Rest) is nondet.
%
%   Literals, up to Rest, are a way in which Body can hold.

branch(Body, Pos, [lit(opaque, Body, Pos)|Rest], Rest) :-
    var(Body),
    !.
branch(Body, Pos0, Literals, Rest) :-
    strip_parentheses(Pos0, Pos),
    part(Body, Pos, Literals, Rest).

part(true, _, Rest, Rest) :- !.
part((A, B), Pos, Literals, Rest) :-
    !,
    parts(Pos, PosA, PosB),
    branch(A, PosA, Literals, Literals1),
    branch(B, PosB, Literals1, Rest).
part((A ; B), Pos, Literals, Rest) :-
    !,
    parts(Pos, PosA, PosB),
    (   branch(A, PosA, Literals, Rest)
    ;   branch(B, PosB, Literals, Rest)
    ).
part((A -> B), Pos, Literals, Rest) :-
    !,
    part((A, B), Pos, Literals, Rest).
part((A *-> B), Pos, Literals, Rest) :-
    !,
    part((A, B), Pos, Literals, Rest).
part(\+ A, Pos, [Literal|Rest], Rest) :-
    !,
    negated(A, Pos, Literal).
part(not(A), Pos, [Literal|Rest], Rest) :-
    !,
    negated(A, Pos, Literal).
part(Goal, Pos, [lit(Sign, Goal, Pos)|Rest], Rest) :-
    (   callable(Goal),
        \+ meta_arguments(Goal, _),
        \+ connective(Goal, _)
    ->  Sign = pos
    ;   Sign = opaque
    ).

negated(Goal, Pos, lit(Sign, Inner, Pos)) :-
    (   callable(Goal),
        \+ meta_arguments(Goal, _),
        \+ connective(Goal, _)
    ->  Sign = neg,
        Inner = Goal
    ;   Sign = opaque,
        Inner = (\+ Goal)
    ).

parts(Pos, PosA, PosB) :-
    (   nonvar(Pos),
        Pos = term_position(_, _, _, _, [PosA, PosB])
    ->  true
    ;   true
    ).

%!  offset(+Clause, +Pos, -At)
%
%   At is where Pos starts in the file, or the clause where Pos is unknown.

offset(c(_, _, _, _, _, place(_, From, _, Body)), Pos, At) :-
    (   nonvar(Pos),
        Body = at(Base, _),
        span(Pos, Start, _),
        integer(Start)
    ->  At is Base + Start
    ;   At = From
    ).

%!  argument_offset(+Clause, +GoalPos, +N, -At)
%
%   At is where the Nth argument of a goal starts; the goal where that is unknown.

argument_offset(Clause, Pos0, N, At) :-
    strip_parentheses(Pos0, Pos),
    (   nonvar(Pos),
        Pos = term_position(_, _, _, _, Places),
        nonvar(Places),
        nth1(N, Places, Place)
    ->  offset(Clause, Place, At)
    ;   offset(Clause, Pos, At)
    ).

%!  reread(+Program, +Clause, -HeadPos) is semidet.
%
%   HeadPos is the place of Clause's head, which may have a probability, counted as in Clause.

reread(Program, c(_, _, _, _, _, place(File, From, To, _)), HeadPos) :-
    source_text(Program, File, Text),
    Length is To - From,
    sub_string(Text, From, Length, _, Part),
    catch(term_string(Term, Part,
                      [module(neurosym_syntax), subterm_positions(Pos)]), _, fail),
    head_position(Term, Pos, HeadPos).

head_position((Head :- _), term_position(_, _, _, _, [Pos0|_]), Pos) :-
    !,
    head_position(Head, Pos0, Pos).
head_position(_ :: Head, term_position(_, _, _, _, [_, Pos0]), Pos) :-
    !,
    head_position(Head, Pos0, Pos).
head_position(_, Pos0, Pos) :-
    strip_parentheses(Pos0, Pos).

%!  text_with_names(+Term, +Names, -Text)
%
%   Text of Term with its variables' names.

text_with_names(Term, Names, Text) :-
    copy_term(Term-Names, Copy-CopyNames),
    maplist(named, CopyNames),
    term_variables(Copy, Rest),
    maplist(=('$VAR'('_')), Rest),
    term_text(Copy, Text).

named(Name=Variable) :-
    (   var(Variable)
    ->  Variable = '$VAR'(Name)
    ;   true
    ).

%!  place_text(+Clause, -File, -Offset)
%
%   Where Clause starts.

place_text(c(_, _, _, _, _, place(File, From, _, _)), File, From).
