:- module(neurosym_engine, []).

/** <module> All files of the engine, compiled with arithmetic in place

One file, so that one compiled file can hold them all.
*/

:- set_prolog_flag(optimise, true).

:- use_module(neurosym_read).
:- use_module(neurosym_ground).
:- use_module(neurosym_check).
:- use_module(neurosym_neural).
:- use_module(neurosym_shapes).
:- use_module(neurosym_outline).
:- use_module(neurosym_examples).
:- use_module(neurosym_ahead).
