% A variable that is unbound at a negation reads "there is none".
% Expected values: ProbLog.
0.5::r(2).
0.4::r(3).
q(1).
p(X) :- q(X), \+ r(_).
query(p(1)).

% query p(1) expected: 0.3
