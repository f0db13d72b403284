% on_fail/2 and the ordered rules of library(control).
% Expected values: ProbLog.
:- use_module(library(control)).
0.4::try.
0.5::spare.
ok :- on_fail(try, spare).
0.3::rule(one, 1).
rule(two, 2).
first(X) :- cut(rule(X), [one, two]).
query(ok).
query(first(_)).

% query ok expected: 0.7
% query first(2) expected: 0.7
% query first(1) expected: 0.3
