:- module(neurosym_write,
          [ ground_out/4,               % +M, +QueryRows, +Evidence, -Out
            goal_text/3,                % +M, +Goal, -Text
            term_text/2,                % +Term, -Text
            error_text/2                % +Error, -Text
          ]).

/** <module> A recorded ground program as flat lists, and atoms as text

Texts are written as ProbLog writes them: no blank after an argument's comma, one after a list
element's.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(pairs)).
:- use_module(neurosym_syntax).

%!  ground_out(+M, +QueryRows, +Evidence, -Out)
%
%   Out holds the recording: `rules` is `[Head, Clause, Count, Lits...]` after one another,
%   `constraints` is `[Clause, Count, Predicted..., Count, Lits...]`, `leaves` is
%   `[Id, Kind, Clause, Group, Learnable, Variable, State]`.

ground_out(M, Queries, Evidence,
           _{atoms: Atoms, rules: Rules, constraints: Constraints, leaves: Leaves,
             probabilities: Probabilities, tests: Tests, queries: Queries, evidence: Evidence,
             counted: Counted}) :-
    recorded('$neurosym_atoms', Terms),
    maplist(goal_text(M), Terms, Atoms),
    findall(N-[Head, Clause, Count|Lits],
            ( recorded('$neurosym_rules', r(Head, Clause, Lits), N),
              length(Lits, Count) ),
            RulePairs),
    flat(RulePairs, Rules),
    findall(N-Row,
            ( recorded('$neurosym_constraints', c(Clause, Predicted, Lits), N),
              constraint_row(Clause, Predicted, Lits, Row) ),
            ConstraintPairs),
    flat(ConstraintPairs, Constraints),
    findall(Id-(Row-P),
            ( recorded('$neurosym_leaves', Id, Leaf),
              integer(Id),
              leaf_row(Leaf, Id, Row, P) ),
            LeafPairs),
    keysort(LeafPairs, Sorted),
    pairs_values(Sorted, RowPairs),
    pairs_keys_values(RowPairs, Rows, Probabilities),
    append(Rows, Leaves),
    findall([Id|Test],
            ( nth1(Id, Terms, '$test'(Op, A, B)),
              test_row(Op, A, B, Test) ),
            Tests),
    findall(Id,
            ( nth1(Id, Terms, Term),
              predicted_atom(M, Term) ),
            Counted).

predicted_atom(M, Term) :-
    callable(Term),
    M:'$predicted'(Term),
    !.

recorded(Name, Key, Value) :-
    nb_getval(Name, Trie),
    trie_gen(Trie, Key, Value).

recorded(Name, Terms) :-
    findall(N-Term, recorded(Name, Term, N), Pairs),
    keysort(Pairs, Sorted),
    pairs_values(Sorted, Terms).

flat(Pairs, Flat) :-
    keysort(Pairs, Sorted),
    pairs_values(Sorted, Rows),
    append(Rows, Flat).

constraint_row(Clause, Predicted, Lits, [Clause, Count|Row]) :-
    length(Predicted, Count),
    length(Lits, LitCount),
    append(Predicted, [LitCount|Lits], Row).

leaf_row(chance(Clause, P, Group, Learnable), Id, [Id, 0, Clause, Group, Learnable, -1, -1], P).
leaf_row(state(Variable, State), Id, [Id, 1, -1, -1, 0, Variable, State], 0.0).
leaf_row(test, Id, [Id, 2, -1, -1, 0, -1, -1], 0.0).

test_row(Op, A, B, [OpText, RowA, RowB]) :-
    format(string(OpText), '~w', [Op]),
    expression_row(A, RowA),
    expression_row(B, RowB).

expression_row('$c'(Variable), ["column", Variable]) :- !.
expression_row(Number, Value) :-
    number(Number),
    !,
    Value is float(Number).
expression_row(E, [OpText|Rows]) :-
    E =.. [Op|Arguments],
    format(string(OpText), '~w', [Op]),
    maplist(expression_row, Arguments, Rows).

                 /*******************************
                 *             TEXT             *
                 *******************************/

%!  goal_text(+M, +Goal, -Text)
%
%   Text of an atom or goal; a column reads as the name of its predicate. The choice of a clause is
%   marked by a dollar sign, and a conjunction by an ampersand: Python words them.

goal_text(M, '$choice'(_, _, _, Head), Text) :-
    !,
    goal_text(M, Head, Text0),
    string_concat("$", Text0, Text).
goal_text(_, '$and'(_), "&") :-
    !.
goal_text(M, '$test'(Op, A, B), Text) :-
    !,
    goal_text(M, A, TextA),
    goal_text(M, B, TextB),
    format(string(Text), '~w ~w ~w', [TextA, Op, TextB]).
goal_text(M, Goal, Text) :-
    shown(Goal, M, Shown),
    term_text(Shown, Text).

shown(Term, _, Term) :-
    ( var(Term) ; atomic(Term) ),
    !.
shown('$c'(Variable), M, Name) :-
    M:'$column'(Atom, Variable),
    !,
    functor(Atom, Name, _).
shown('$none'(Body), M, Shown) :-
    !,
    shown(Body, M, Shown).
shown('$any'(Goal), M, Shown) :-
    !,
    shown(Goal, M, Shown).
shown(not(Goal), M, \+ Shown) :-
    !,
    shown(Goal, M, Shown).
shown(Term, M, Shown) :-
    compound_name_arguments(Term, Name, Arguments),
    maplist(shown_argument(M), Arguments, NewArguments),
    compound_name_arguments(Shown, Name, NewArguments).

shown_argument(M, Term, Shown) :-
    shown(Term, M, Shown).

%!  term_text(+Term, -Text)
%
%   Text of a term as ProbLog writes it.

term_text(Term, Text) :-
    \+ \+ ( name_variables(Term),
            with_output_to(string(Text0), write_text(Term, 1200)),
            nb_setval('$neurosym_text', Text0) ),
    nb_getval('$neurosym_text', Text).

name_variables(Term) :-
    term_variables(Term, Variables),
    maplist(=('$VAR'('_')), Variables).

write_text(Term, _) :-
    Term = [_|_],
    !,
    write('['),
    write_elements(Term),
    write(']').
write_text(Term, _) :-
    compound(Term),
    Term \= '$VAR'(_),
    compound_name_arguments(Term, Name, [First|Arguments]),
    \+ operator(Name, [First|Arguments]),
    Name \== '{}',
    !,
    writeq(Name),
    write('('),
    write_text(First, 999),
    forall(member(Arg, Arguments),
           ( write(','),
             write_text(Arg, 999) )),
    write(')').
write_text(Term, Priority) :-
    write_term(Term, [quoted(true), numbervars(true), module(neurosym_syntax),
                      priority(Priority)]).

write_elements([H|T]) :-
    write_text(H, 999),
    (   T == []
    ->  true
    ;   T = [_|_]
    ->  write(', '),
        write_elements(T)
    ;   write(' | '),
        write_text(T, 999)
    ).

operator(Name, [_, _]) :-
    current_op(_, Type, neurosym_syntax:Name),
    memberchk(Type, [xfx, xfy, yfx]),
    !.
operator(Name, [_]) :-
    current_op(_, Type, neurosym_syntax:Name),
    memberchk(Type, [fy, fx, xf, yf]),
    !.

%!  error_text(+Error, -Text)
%
%   A Prolog error as a sentence.

error_text(error(Formal, Context), Text) :-
    (   error_phrase(Formal, Phrase)
    ->  true
    ;   format(string(Phrase), '~p', [Formal])
    ),
    (   nonvar(Context),
        Context = context(Place, _),
        nonvar(Place),
        ( Place = _:Indicator ; Place = Indicator ),
        Indicator = _/_
    ->  format(string(Text), '~q: ~w', [Indicator, Phrase])
    ;   Text = Phrase
    ).

error_phrase(instantiation_error,
             "a variable has no value yet; bind it in a goal further left").
error_phrase(type_error(evaluable, Indicator), Phrase) :-
    format(string(Phrase), '~q is no number and no arithmetic function; correct it', [Indicator]).
error_phrase(type_error(Type, Value), Phrase) :-
    term_text(Value, Text),
    format(string(Phrase), '~w found where a value of type ~w is needed; correct it',
           [Text, Type]).
error_phrase(domain_error(Domain, Value), Phrase) :-
    term_text(Value, Text),
    format(string(Phrase), '~w found where ~w is needed; correct it', [Text, Domain]).
error_phrase(evaluation_error(What), Phrase) :-
    format(string(Phrase), 'arithmetic fails: ~w; guard the expression', [What]).
error_phrase(representation_error(What), Phrase) :-
    format(string(Phrase), 'the limit ~w is exceeded', [What]).
error_phrase(existence_error(Type, Value), Phrase) :-
    format(string(Phrase), 'there is no ~w ~q', [Type, Value]).
