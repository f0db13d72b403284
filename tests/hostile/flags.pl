% directives: flags, operators, modules, style
:- set_prolog_flag(double_quotes, codes).
:- set_prolog_flag(stack_limit, 1).
:- op(0, xfx, :-).
:- op(700, xfx, ::).
:- module(neurosym_engine, [halt/0]).
:- set_module(class(system)).
a.
query(a).
