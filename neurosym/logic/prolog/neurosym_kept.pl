:- module(neurosym_kept,
          [ compiled_module/4,          % +Program, +Key, :Compile, -M
            forget_compiled/1           % +Program
          ]).

/** <module> Compiled programs, kept for the next call

A program compiles to the same code as long as the facts and the schema of the case are the same;
only the queries and the evidence differ. So its modules are kept under a key, the last two of each
program: one that proofs need and one that probabilities need.
*/

:- use_module(library(lists)).

:- dynamic kept/3.                      % Program, Key, M

%!  compiled_module(+Program, +Key, :Compile, -M)
%
%   M is the module of Program for Key; a new one is filled by call(Compile, M). After an error,
%   forget_compiled/1 must be called, as a module may be half done.

:- meta_predicate compiled_module(+, +, 1, -).

compiled_module(Program, Key, _, M) :-
    kept(Program, Key0, M0),
    Key0 == Key,
    !,
    M = M0.
compiled_module(Program, Key, Compile, M) :-
    forall(stale(Program, Old), forget_module(Old)),
    flag(neurosym_module, N, N + 1),
    atomic_list_concat([neurosym_program, Program, N], '_', M),
    set_module(M:class(temporary)),
    assertz(kept(Program, Key, M)),
    call(Compile, M).

stale(Program, M) :-
    findall(Kept, kept(Program, _, Kept), Modules),
    append(Older, [_], Modules),
    member(M, Older).

%!  forget_compiled(+Program)
%
%   Forget what is kept of Program.

forget_compiled(Program) :-
    findall(M, kept(Program, _, M), Modules),
    forall(member(M, Modules), forget_module(M)).

forget_module(M) :-
    retractall(kept(_, _, M)),
    '$destroy_module'(M).
