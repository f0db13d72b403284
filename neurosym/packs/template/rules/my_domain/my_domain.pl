:- module(my_domain, []).
:- use_module(library(neurosym)).

/** <module> A small pack to begin with: why does the pump run badly?

Replace it line by line. A service that is overdue leaves the pump short of oil; a dry bearing runs
hot and noisy, a blockage lowers the flow.

Scope: one pump, one fault at a time. All of it is invented.

Sources:

  - [1] Write here where the rules come from, and cite the number in a comment above each.
*/

:- predicted fault/2.

:- observed service/2, lubrication/2, noisy/1, flow/2, temperature/2.

:- pred fault(P, F) :: 'the fault of @(P:pump) is @(F)'.
:- pred service(P, S) :: 'the service of @(P:pump) is @(S)'.
:- pred lubrication(P, L) :: 'the lubrication of @(P:pump) is @(L)'.
:- pred noisy(P) :: '@(P:pump) is noisy'.
:- pred flow(P, F) :: 'the flow through @(P:pump) is @(F)'.
:- pred temperature(P, T) :: 'the bearing of @(P:pump) has @(T) degrees Celsius'.
:- pred overheated(P) :: 'the bearing of @(P:pump) is too hot'.

%!  overheated(?Pump) is nondet.
%
%   True if the bearing of Pump is hotter than its grease can bear.

overheated(Pump) :-
    temperature(Pump, Degrees),
    Degrees > 80.

%   A hard rule: no blocked pump lets the full flow through.

false :-
    fault(Pump, blockage),
    flow(Pump, normal).

%   A soft rule: a hot bearing speaks for a fault of the bearing. A world that breaks it keeps
%   a tenth of its weight.

0.9::false :-
    overheated(Pump),
    \+ fault(Pump, bearing).

%   A rule whose strength is learned from cases, from this start.

t(0.7)::false :-
    noisy(Pump),
    fault(Pump, none).
