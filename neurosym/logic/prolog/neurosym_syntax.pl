:- module(neurosym_syntax, [op(1000, xfx, ::), op(1200, xfx, <-)]).

/** <module> The operators that rule files are read with

Rule files are read in the context of this module, so that our operators never leak into other
code. `::` has ProbLog's priority 1000: at a higher one an annotated disjunction
`0.3::a; 0.7::b` would be a syntax error.
*/

:- op(1150, fx, observed).
:- op(1150, fx, predicted).
:- op(1150, fx, closed).
:- op(1150, fx, pred).
:- op(1000, fx, ?::).
:- op(900, fy, not).
:- op(1000, xfx, ::\+).
:- op(700, yfx, =>).

