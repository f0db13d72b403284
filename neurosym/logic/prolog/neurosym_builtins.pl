:- module(neurosym_builtins,
          [ builtin/2,                  % ?Name, ?Arity
            offered/3,                  % +Program, +Name, +Arity
            control/1,                  % ?Indicator
            meta_arguments/2,           % +Goal, -Pairs
            extend_goal/3,              % +Closure, +Extra, -Goal
            subgoal/2,                  % +Body, -Goal
            subgoal/4,                  % +Body, +Pos, -Goal, -GoalPos
            subgoal/5,                  % +Program, +Body, +Pos, -Goal, -GoalPos
            connective/2,               % +Body, -Parts
            waiting/2,                  % +Body, -Inner
            strip_parentheses/2,        % +Pos, -Inner
            indicator_text/2,           % +Indicator, -Text
            empty_arguments/2,          % +Term, -Name
            pure_library/1              % ?Library
          ]).

/** <module> What a rule may call

A whitelist: every goal of a rule is a predicate of the program, a control construct or one of
the predicates listed here. None of them reaches a file, a process, the network, the clause
database or a flag, so that a rule from a stranger can compute and nothing else.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(occurs)).
:- use_module(neurosym_items).
:- use_module(neurosym_libraries).

%!  control(?Indicator)
%
%   True if Indicator is a control construct, which no program may define.

control((',')/2).
control((;)/2).
control((->)/2).
control((*->)/2).
control((\+)/1).
control(not/1).
control((:-)/2).
control((::)/2).
control('|'/2).
control(!/0).
control((=)/2).
control((is)/2).
control(true/0).
control(false/0).
control(fail/0).
control(findall/3).
control(call/N) :-
    between(1, 8, N).

%   Each list becomes facts, so that a predicate is found by its name.

term_expansion(listed(Names/Arity), Facts) :-
    findall(plain_builtin(Name, Arity), member(Name, Names), Facts).

%!  builtin(?Name, ?Arity)
%
%   True if rules may call the builtin or library predicate Name/Arity.

builtin(Name, Arity) :-
    plain_builtin(Name, Arity).
builtin(Name, Arity) :-
    open_arity(Name, Least),
    between(Least, 8, Arity).
builtin(Name, Arity) :-
    library_predicate(_, Name, Arity).

%!  offered(+Program, +Name, +Arity)
%
%   True if Name/Arity is a builtin, and Program loads its library if it has to.

offered(Program, Name, Arity) :-
    builtin(Name, Arity),
    (   library_predicate(Library, Name, Arity)
    ->  ( always_loaded(Library) ; setting(Program, import, Library) )
    ;   true
    ),
    !.

%   Predicates of any number of arguments.

open_arity(call, 1).
open_arity(call_nc, 1).
open_arity(try_call, 1).
open_arity(error, 1).
open_arity(debugprint, 1).
open_arity(write, 2).
open_arity(writeln, 2).
open_arity(writenl, 1).

listed([true, false, fail, !, nl]/0).
listed([var, nonvar, atom, number, integer, float, rational, atomic, compound, callable, is_list,
        string, ground, once, ignore, not, \+, is_set, is_ordset, is_assoc, acyclic_term,
        empty_assoc, write, writeln, print, format, possible, unknown]/1).
listed([=, \=, ==, \==, @<, @>, @=<, @>=, =@=, \=@=, ?=, unify_with_occurs_check, is, <, >, =<,
        >=, =:=, =\=, =.., copy_term, term_variables, subsumes_term, succ, msort, sort, keysort,
        length, forall, list_to_set, list_to_ord_set, append, member, memberchk, reverse,
        permutation, flatten, last, sum_list, sumlist, max_list, min_list, subset,
        same_length, proper_length, clumped, pairs_keys, pairs_values, transpose_pairs,
        ord_subset, ord_memberchk, ord_union, list_to_assoc, assoc_to_list, assoc_to_keys,
        assoc_to_values, maplist, format, phrase, nocache, subsumes_chk, clause, subquery]/2).
listed([atom_length, atom_chars, atom_codes, char_code, number_codes, number_chars, atom_number,
        atom_string, number_string, string_chars, string_codes, string_to_atom, string_length,
        string_lower, string_upper, upcase_atom, downcase_atom, char_type, code_type,
        text_to_string, term_to_atom, term_string, atomic_list_concat, normalize_space]/2).
listed([functor, arg, compound_name_arguments, compound_name_arity, compare, between, plus, nth0,
        nth1, select, selectchk, exclude, append, subtract, intersection, union, delete, numlist,
        nextto, pairs_keys_values, get_assoc, ord_union, ord_subtract, ord_intersection,
        ord_add_element, ord_del_element, max_assoc, min_assoc, subseq, numbervars, findall, bagof,
        setof, aggregate_all, maplist, include, predsort, format, phrase, all,
        all_or_none, clause, subquery]/3).
listed([subquery]/5).
listed([atom_concat, string_concat, atomic_list_concat, string_code, text_concat]/3).
listed([nth0, nth1, select, selectchk, put_assoc, findall, aggregate_all, maplist, foldl,
        partition, sort, split_string]/4).
listed([sub_atom, sub_string, maplist, foldl]/5).
listed([foldl]/6).
listed([foldl]/7).

%!  pure_library(?Library)
%
%   True if `:- use_module(library(Library))` is accepted: what it may bring is in the whitelist.

pure_library(Library) :-
    memberchk(Library, [lists, apply, aggregate, yall, arithmetic, solution_sequences, error, debug,
                        tabling, neurosym, control, builtins, builtin, apply_macros, dcg/high_order,
                        string, cut, collect, neurosym]).
pure_library(Library) :-
    library_predicate(Library, _, _),
    !.

%!  indicator_text(+Indicator, -Text)
%
%   Text of a Name/Arity, without parentheses round an operator's name.

indicator_text(Name/Arity, Text) :-
    format(string(Text), '~q/~w', [Name, Arity]).

%!  empty_arguments(+Term, -Name)
%
%   True if Term has a part Name(), a compound without arguments, which is no term of ProbLog's.

empty_arguments(Term, Name) :-
    sub_term(Part, Term),
    compound(Part),
    compound_name_arity(Part, Name0, 0),
    !,
    format(string(Name), '~q', [Name0]).

%!  meta_arguments(+Goal, -Pairs)
%
%   Pairs are the Closure-Extra arguments that Goal calls, Extra being the number of arguments
%   that it adds.

meta_arguments(findall(_, G, _), [G-0]).
meta_arguments(findall(_, G, _, _), [G-0]).
meta_arguments(all(_, G, _), [G-0]).
meta_arguments(all_or_none(_, G, _), [G-0]).
meta_arguments(phrase(G, _), [G-2]).
meta_arguments(phrase(G, _, _), [G-2]).
meta_arguments(aggregate_all(_, G, _), [G-0]).
meta_arguments(aggregate_all(_, _, G, _), [G-0]).
meta_arguments(bagof(_, G, _), [G-0]).
meta_arguments(setof(_, G, _), [G-0]).
meta_arguments(forall(A, B), [A-0, B-0]).
meta_arguments(once(G), [G-0]).
meta_arguments(ignore(G), [G-0]).
meta_arguments(maplist(G, _), [G-1]).
meta_arguments(maplist(G, _, _), [G-2]).
meta_arguments(maplist(G, _, _, _), [G-3]).
meta_arguments(maplist(G, _, _, _, _), [G-4]).
meta_arguments(foldl(G, _, _, _), [G-3]).
meta_arguments(foldl(G, _, _, _, _), [G-4]).
meta_arguments(foldl(G, _, _, _, _, _), [G-5]).
meta_arguments(foldl(G, _, _, _, _, _, _), [G-6]).
meta_arguments(include(G, _, _), [G-1]).
meta_arguments(exclude(G, _, _), [G-1]).
meta_arguments(partition(G, _, _, _), [G-1]).
meta_arguments(predsort(G, _, _), [G-3]).
meta_arguments(Goal, [G-Extra]) :-
    compound(Goal),
    compound_name_arity(Goal, Name, Arity),
    memberchk(Name, [call, call_nc, try_call]),
    Arity >= 1,
    Extra is Arity - 1,
    arg(1, Goal, G).

%!  extend_goal(+Closure, +Extra, -Goal)
%
%   Goal is Closure with Extra fresh arguments. Fails if Closure is unbound or no goal.

extend_goal(Closure, _, _) :-
    var(Closure),
    !,
    fail.
extend_goal(_^Closure, 0, Goal) :-
    !,
    extend_goal(Closure, 0, Goal).
extend_goal(Closure, 0, Closure) :-
    !,
    callable(Closure).
extend_goal(Closure, Extra, Goal) :-
    callable(Closure),
    Closure \= (_ >> _),
    length(New, Extra),
    Closure =.. List0,
    append(List0, New, List),
    Goal =.. List.

%!  subgoal(+Body, -Goal) is nondet.
%
%   Goal is a goal that Body may call; `'$dynamic'` for one that is known only when it runs.

subgoal(Body, Goal) :-
    var(Body),
    !,
    Goal = '$dynamic'.
subgoal(Body, Goal) :-
    connective(Body, Parts),
    !,
    member(Part, Parts),
    subgoal(Part, Goal).
subgoal(Body, Goal) :-
    (   meta_arguments(Body, Pairs)
    ->  (   Goal = Body
        ;   member(Closure-Extra, Pairs),
            closure_goal(Closure, Extra, Inner),
            subgoal(Inner, Goal)
        )
    ;   Goal = Body
    ).

%!  subgoal(+Body, ?Pos, -Goal, -GoalPos) is nondet.
%
%   As subgoal/2, with Pos the subterm position of Body and GoalPos that of Goal.

subgoal(Body, Pos, Goal, GoalPos) :-
    subgoal(none, Body, Pos, Goal, GoalPos).

%!  subgoal(+Program, +Body, ?Pos, -Goal, -GoalPos) is nondet.
%
%   As subgoal/4; what Program defines itself calls none of its arguments.

subgoal(_, Body, Pos, '$dynamic', Pos) :-
    var(Body),
    !.
subgoal(Program, Body, Pos0, Goal, GoalPos) :-
    strip_parentheses(Pos0, Pos),
    connective(Body, Parts),
    !,
    nth1(N, Parts, Part),
    argument_position(N, Pos, PartPos),
    subgoal(Program, Part, PartPos, Goal, GoalPos).
subgoal(Program, Body, Pos0, Goal, GoalPos) :-
    strip_parentheses(Pos0, Pos),
    (   Goal = Body,
        GoalPos = Pos
    ;   meta_arguments(Body, Pairs),
        functor(Body, Name, Arity),
        \+ ( Program \== none,
             defined_by(Program, Name/Arity) ),
        member(Closure-Extra, Pairs),
        closure_goal(Closure, Extra, Inner),
        closure_position(Body, Closure, Pos, InnerPos),
        subgoal(Program, Inner, InnerPos, Goal, GoalPos)
    ).

%!  waiting(+Body, -Inner) is nondet.
%
%   Inner is a part of Body of which all answers, or that there is none, must be known.

waiting(Body, _) :-
    var(Body),
    !,
    fail.
waiting(Body, Inner) :-
    waits_for(Body, Inner).
waiting(Body, Inner) :-
    connective(Body, Parts),
    !,
    member(Part, Parts),
    waiting(Part, Inner).
waiting(Body, Inner) :-
    meta_arguments(Body, Pairs),
    member(Closure-Extra, Pairs),
    extend_goal(Closure, Extra, Goal),
    waiting(Goal, Inner).

waits_for(\+ Goal, Goal).
waits_for(not(Goal), Goal).
waits_for(Goal, Inner) :-
    compound(Goal),
    compound_name_arguments(Goal, \+, Parts),
    Parts = [_, _|_],
    member(Inner, Parts).
waits_for((Goal -> _), Goal).
waits_for((Goal *-> _), Goal).
waits_for(Goal, Inner) :-
    compound(Goal),
    functor(Goal, Name, _),
    memberchk(Name, [findall, aggregate_all, bagof, setof, forall, ignore, predsort, all,
                      all_or_none]),
    meta_arguments(Goal, Pairs),
    member(Closure-Extra, Pairs),
    extend_goal(Closure, Extra, Inner).

%!  connective(+Body, -Parts)
%
%   Body calls its Parts. ProbLog reads `\+(a, b)` as `\+ (a, b)`.

connective((A, B), [A, B]).
connective((A ; B), [A, B]).
connective((A -> B), [A, B]).
connective((A *-> B), [A, B]).
connective(\+ A, [A]).
connective(not(A), [A]).
connective(Goal, Parts) :-
    compound(Goal),
    compound_name_arguments(Goal, \+, Parts),
    Parts = [_, _|_].

closure_goal(Closure, Extra, Goal) :-
    (   nonvar(Closure),
        Closure = (_ >> Body)
    ->  Goal = Body
    ;   extend_goal(Closure, Extra, Goal0)
    ->  Goal = Goal0
    ;   Goal = _
    ).

closure_position(Body, Closure, Pos, InnerPos) :-
    (   compound(Body),
        arg(N, Body, Arg),
        Arg == Closure
    ->  argument_position(N, Pos, InnerPos)
    ;   InnerPos = Pos
    ).

%!  strip_parentheses(+Pos, -Inner)
%
%   Inner is the subterm position within parentheses.

strip_parentheses(Pos, Pos) :-
    var(Pos),
    !.
strip_parentheses(parentheses_term_position(_, _, Inner), Pos) :-
    !,
    strip_parentheses(Inner, Pos).
strip_parentheses(Pos, Pos).

argument_position(N, term_position(_, _, _, _, Args), Pos) :-
    nth1(N, Args, Pos0),
    !,
    strip_parentheses(Pos0, Pos).
argument_position(_, _, _).
