% A disjunction is chosen once for each instance of its body.
% Expected values: ProbLog.
0.5::c(1).
0.4::c(2).
0.7::h(X); 0.3::t(X) :- c(X).
some_t :- t(_).
query(h(_)).
query(some_t).

% query h(1) expected: 0.35
% query h(2) expected: 0.28
% query some_t expected: 0.252
