:- module(neurosym_ahead,
          [ load_ahead/0
          ]).

/** <module> Load now what SWI-Prolog would load when it is first called

A limit that is reached while a library is being loaded leaves it half loaded for good: from then
on the process says that its predicates do not exist. In a locked process it could not be loaded at
all.
*/

:- use_module(neurosym_builtins).

%!  load_ahead is det.
%
%   Load what the predicates that rules may call are defined in, and what their libraries call.

load_ahead :-
    forall(builtin(Name, Arity), load(neurosym_record, Name, Arity)),
    forall(( library(Module),
             catch(Module:'$autoload'(_, _, import(All)), _, fail),
             member(Name/Arity, All)
           ),
           load(Module, Name, Arity)).

load(Module, Name, Arity) :-
    functor(Head, Name, Arity),
    (   predicate_property(Module:Head, defined)
    ->  true
    ;   true
    ).

library(lists).
library(apply).
library(aggregate).
library(assoc).
library(ugraphs).
library(heaps).
library(rbtrees).
library(pairs).
library(ordsets).
library(sort).
library(strings).
library(terms).
library(occurs).
library(option).
library(dcg_basics).
library(yall).
