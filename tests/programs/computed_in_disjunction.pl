% The probabilities of an annotated disjunction are computed in its shared body.
% Expected values: ProbLog.
P::left(X); Q::right(X) :- bias(X, P), Q is 1 - P.
bias(one, 0.2).
bias(two, 0.75).
query(left(_)).
query(right(_)).

% query left(one) expected: 0.2
% query left(two) expected: 0.75
% query right(one) expected: 0.8
% query right(two) expected: 0.25
