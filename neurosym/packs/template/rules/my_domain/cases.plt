:- use_module(library(plunit)).

/** <module> Examples and what the rules must say of them

Load my_domain.pl and this file, then run_tests/0.
*/

temperature(hot, 95).
temperature(cool, 60).

:- begin_tests(my_domain).

test(hot_bearing, true) :-
    my_domain:overheated(hot).
test(cool_bearing, fail) :-
    my_domain:overheated(cool).

:- end_tests(my_domain).
