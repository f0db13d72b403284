:- module(neurosym_step_text,
          [ write_step/2,               % +Goal, +M
            write_parts/2,              % +Body, +M
            with_names/2,               % +Term, -Named
            comparison/4                % +Goal, -A, -Op, -B
          ]).

/** <module> Certain goals as proofs show them

A comparison shows the numbers that it compares.
*/

:- use_module(neurosym_write, [write_goal/2, write_shown/2]).

%!  write_parts(+Body, +M)
%
%   Write the goals of a conjunction.

write_parts((A, B), M) :-
    !,
    write_parts(A, M),
    write(', '),
    write_parts(B, M).
write_parts(Goal, M) :-
    write_step(Goal, M).

%!  write_step(+Goal, +M)
%
%   Write a goal as it was when it succeeded or failed.

write_step(\+ Goal, M) :-
    !,
    write('\\+ '),
    write_step(Goal, M).
write_step(Goal, M) :-
    comparison(Goal, A, Op, B),
    !,
    write_side(A, Op, M),
    format(' ~w ', [Op]),
    write_side(B, Op, M).
write_step(Value is Expression, M) :-
    number(Value),
    !,
    write_number(Value),
    write(' is '),
    write_goal(M, Expression).
write_step(Goal, M) :-
    with_names(Goal, Named),
    write_shown(M, Named).

%!  with_names(+Term, -Named)
%
%   Named is Term, where variables that come up more than once have names.

with_names(Term, Named) :-
    copy_term(Term, Named, _),
    numbervars(Named, 0, _, [singletons(true)]).

%!  comparison(+Goal, -A, -Op, -B)
%
%   True if Goal compares A and B, or is the negation of such a goal.

comparison(Goal, A, Op, B) :-
    nonvar(Goal),
    (   Goal = (\+ Inner)
    ->  comparison(Inner, A, Op, B)
    ;   compound(Goal),
        Goal =.. [Op, A, B],
        memberchk(Op, [<, >, =<, >=, =:=, =\=, ==, \==, \=, @<, @>, @=<, @>=])
    ).

write_side(Term, Op, M) :-
    (   memberchk(Op, [<, >, =<, >=, =:=, =\=]),
        catch(Value is Term, _, fail)
    ->  write_number(Value),
        (   compound(Term)
        ->  write(' ('),
            write_goal(M, Term),
            put_char(')')
        ;   true
        )
    ;   write_goal(M, Term)
    ).

write_number(Value) :-
    (   float(Value),
        abs(Value) < 1.0e6,
        abs(Value) > 1.0e-3
    ->  Rounded is round(Value * 1.0e8) / 1.0e8,
        write(Rounded)
    ;   write(Value)
    ).
