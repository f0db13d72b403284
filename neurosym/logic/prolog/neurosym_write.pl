:- module(neurosym_write,
          [ ground_out/4,               % +M, +QueryRows, +Evidence, -Out
            goal_text/3,                % +M, +Goal, -Text
            term_text/2,                % +Term, -Text
            write_goal/2,               % +M, +Goal
            write_shown/2,              % +M, +Goal
            error_text/2                % +Error, -Text
          ]).

/** <module> A recorded ground program as flat lists, and atoms as text

Texts are written as ProbLog writes them: no blank after an argument's comma, one after a list
element's.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(pairs)).
:- use_module(library(assoc)).
:- use_module(neurosym_float_text).
:- use_module(neurosym_syntax).
:- use_module(neurosym_record).
:- use_module(neurosym_step_text).
:- autoload(neurosym_neural, [term_row/2]).

%!  ground_out(+M, +QueryRows, +Evidence, -Out)
%
%   Out holds the recording: `atoms` are their texts, a line each, in the order of `numbers`, `rules` is `[Head, Clause, Count, Lits...]` after one another,
%   `constraints` is `[Clause, Count, Predicted..., Count, Lits...]`, `leaves` is
%   `[Id, Kind, Clause, Group, Learnable, Variable, State]`, `outputs` is a list of
%   `[Id, Network, Label, Labels, Inputs...]`, `ties` of `[Id, Alternative, Tie]`.

ground_out(M, Queries, Evidence,
           _{atoms: Texts, numbers: Numbers, rules: Rules, constraints: Constraints,
             leaves: Leaves, probabilities: Probabilities, tests: Tests, queries: Queries,
             evidence: Evidence, counted: Counted, outputs: Outputs, ties: Ties}) :-
    with_output_to(string(Texts),
                   findall(Id, ( recorded_atom(Key, Id), write_line(M, Key) ), Numbers)),
    rule_rows(Rules),
    findall(N-Row,
            ( recorded('$neurosym_constraints', c(Clause, Predicted, Lits), N),
              constraint_row(Clause, Predicted, Lits, Row) ),
            ConstraintPairs),
    flat(ConstraintPairs, Constraints),
    findall(Id-Leaf, recorded_leaf(Id, Leaf), LeafPairs),
    leaf_rows(LeafPairs, Leaves, Probabilities),
    findall(Row, ( member(Id-Leaf, LeafPairs), output_row(Leaf, Id, Row) ), Outputs),
    tie_rows(LeafPairs, Ties),
    findall([Id|Test],
            ( memberchk(_-test, LeafPairs),
              recorded_atom('$test'(Op, A, B), Id),
              test_row(Op, A, B, Test) ),
            Tests),
    findall(Id,
            ( M:'$predicted'(Key),
              recorded_atom(Key, Id) ),
            Counted).

recorded_leaf(Id, Leaf) :-
    recorded('$neurosym_leaves', Id, Leaf),
    integer(Id).

recorded(Name, Key, Value) :-
    nb_getval(Name, Trie),
    trie_gen(Trie, Key, Value).

flat(Pairs, Flat) :-
    keysort(Pairs, Sorted),
    pairs_values(Sorted, Rows),
    append(Rows, Flat).

constraint_row(Clause, Predicted, Lits, [Clause, Count|Row]) :-
    length(Predicted, Count),
    length(Lits, LitCount),
    append(Predicted, [LitCount|Lits], Row).

leaf_rows([], [], []).
leaf_rows([Id-Leaf|Leaves], [Id, Kind, Clause, Group, Learnable, Variable, State|Rows], [P|Ps]) :-
    leaf_row(Leaf, Kind, Clause, Group, Learnable, Variable, State, P),
    leaf_rows(Leaves, Rows, Ps).

leaf_row(chance(Clause, P, Group, fixed), 0, Clause, Group, 0, -1, -1, P).
leaf_row(chance(Clause, P, Group, learn(_)), 0, Clause, Group, 1, -1, -1, P).
leaf_row(chance(Clause, _, Group, decision), 4, Clause, Group, 0, -1, -1, 0.0).
leaf_row(neural(Clause, Group, _), 3, Clause, Group, 0, -1, -1, 0.0).
leaf_row(state(Variable, State), 1, -1, -1, 0, Variable, State, 0.0).
leaf_row(test, 2, -1, -1, 0, -1, -1, 0.0).

output_row(neural(_, _, nn(Network, Given, Label, Labels)), Id, [Id, Text, Label, Labels|Rows]) :-
    atom_string(Network, Text),
    ( is_list(Given) -> Inputs = Given ; Inputs = [Given] ),
    maplist(term_row, Inputs, Rows).

%   A learnable leaf is the choice of an alternative of its clause, or the only one.

tie_rows(Leaves, Rows) :-
    findall(Id-Terms, member(Id-chance(_, _, _, learn(Terms)), Leaves), Learnable),
    (   Learnable == []
    ->  Rows = []
    ;   findall(Id-N, recorded_atom('$choice'(_, N, _, _), Id), Choices),
        list_to_assoc(Choices, Alternatives),
        maplist(tie_row(Alternatives), Learnable, Rows)
    ).

tie_row(Alternatives, Id-Terms, [Id, N, Text]) :-
    (   get_assoc(Id, Alternatives, N0)
    ->  N = N0
    ;   N = 0
    ),
    (   Terms == []
    ->  Text = ""
    ;   term_text(Terms, Text)
    ).

test_row(Op, A, B, [OpText, RowA, RowB]) :-
    format(string(OpText), '~w', [Op]),
    expression_row(A, RowA),
    expression_row(B, RowB).

expression_row('$c'(Variable), ["column", Variable]) :- !.
expression_row(Number, Value) :-
    number(Number),
    !,
    Value is float(Number).
expression_row('$t'(Start, _), ["threshold", Value]) :-
    !,
    Value is float(Start).
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

goal_text(M, Goal, Text) :-
    with_output_to(string(Text), write_goal(M, Goal)).

write_line(M, Goal) :-
    write_goal(M, Goal),
    nl.

%!  write_goal(+M, +Goal)
%
%   Write an atom or goal.

write_goal(M, Goal) :-
    (   plain(Goal)
    ->  writeq(Goal)
    ;   special(Goal)
    ->  write_special(Goal, M)
    ;   shown(Goal, M, Shown),
        write_named(Shown)
    ).

special('$choice'(_, _, _, _)).
special('$and'(_)).
special('$test'(_, _, _)).
special('$step'(_)).
special('$broken').
special('$or'(_)).
special('$so_far'(_, _, _)).
special('$none'((_, _))).

write_special('$choice'(_, _, _, Head), M) :-
    put_char($),
    write_goal(M, Head).
write_special('$and'(_), _) :-
    put_char(&).
write_special('$or'(_), _) :-
    put_char('\x04\').
write_special('$so_far'(_, _, _), _) :-
    put_char('\x04\').
write_special('$none'(Body), M) :-
    with_names(Body, Named),
    put_char('('),
    write_parts(Named, M),
    put_char(')').
write_special('$broken', _) :-
    put_char('\x02\').
write_special('$step'(Goal), M) :-
    (   comparison(Goal, _, _, _)
    ->  put_char('\x03\')
    ;   put_char('\x01\')
    ),
    write_step(Goal, M).
write_special('$test'(Op, A, B), M) :-
    write_goal(M, A),
    format(' ~w ', [Op]),
    write_goal(M, B).

%!  write_shown(+M, +Goal)
%
%   Write a goal whose variables have names.

write_shown(M, Goal) :-
    shown(Goal, M, Shown),
    write_named(Shown).

%   plain(+Term): Term is written as SWI-Prolog itself writes it: there are no lists, operators,
%   floats, variables or marks of ours in it.

plain(Term) :-
    (   atomic(Term)
    ->  \+ float(Term),
        Term \== '$broken'
    ;   compound(Term),
        compound_name_arity(Term, Name, Arity),
        plain_name(Name),
        plain_arguments(Arity, Term)
    ).

plain_arguments(N, Term) :-
    (   N =:= 0
    ->  true
    ;   arg(N, Term, Arg),
        plain(Arg),
        N1 is N - 1,
        plain_arguments(N1, Term)
    ).

plain_name(Name) :-
    nb_getval('$neurosym_names', Trie),
    (   trie_lookup(Trie, Name, Plain)
    ->  true
    ;   ( marked_name(Name) -> Plain = 0 ; Plain = 1 ),
        trie_insert(Trie, Name, Plain)
    ),
    Plain =:= 1.

marked_name(Name) :-
    current_op(_, _, neurosym_syntax:Name),
    !.
marked_name(Name) :-
    memberchk(Name, ['[|]', {}, '$VAR', '$c', '$t', '$none', '$any', '$choice', '$and', '$test',
                     '$step', '$miss', '$broken', '$or', '$so_far']).
marked_name(Name) :-
    \+ atom(Name).

shown(Term, _, Term) :-
    ( var(Term) ; atomic(Term) ),
    !.
shown('$c'(Variable), M, Name) :-
    M:'$column'(Atom, Variable),
    !,
    functor(Atom, Name, _).
shown('$t'(Start, _), _, Start) :- !.
shown('$none'(Body), M, Shown) :-
    !,
    with_names(Body, Named),
    shown(Named, M, Shown).
shown('$miss'(Goal), M, Shown) :-
    !,
    shown(Goal, M, Shown).
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
    with_output_to(string(Text), write_named(Term)).

write_named(Term) :-
    \+ \+ ( name_variables(Term),
            write_text(Term, 1200) ).

name_variables(Term) :-
    term_variables(Term, Variables),
    maplist(=('$VAR'('_')), Variables).

write_text(Term, _) :-
    float(Term),
    !,
    float_text(Term, Text),
    write(Text).
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
    current_op(Priority, Type, neurosym_syntax:Name),
    memberchk(Type, [fy, fx, xf, yf]),
    Priority =\= 1150,                  % table(a), not (table a): words of directives alone
    !.

%!  error_text(+Error, -Text)
%
%   A Prolog error as a sentence.

error_text(error(Formal, _), "a term holds itself; build it without a circle") :-
    cyclic_term(Formal),
    !.
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
