% The head's own argument as its probability.
% Expected values: ProbLog.
P::draw(P).
P::pick(X, P) :- weight(X, P).
weight(a, 0.3).
weight(b, 0.6).
query(draw(0.4)).
query(pick(_, _)).

% query draw(0.4) expected: 0.4
% query pick(a,0.3) expected: 0.3
% query pick(b,0.6) expected: 0.6
