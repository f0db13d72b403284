% once/1 keeps every solution, as in ProbLog; (Goal -> true) takes the first.
% Expected values: by hand; once/1 as in ProbLog.
0.5::p(1).
0.4::p(2).
q(X) :- once(p(X)).
first(X) :- ( p(X) -> true ).
query(q(X)).
query(first(X)).

% query q(1) expected: 0.5
% query q(2) expected: 0.4
% query first(1) expected: 0.5
% query first(2) expected: 0.2
