% Compound terms, constants and operators in atoms.
% Expected values: ProbLog.
0.5::edge(node(a), node(b)).
0.4::edge(node(b), 'Node C').
q(X) :- edge(node(a), X).
q(X) :- edge(node(a), Y), edge(Y, X).
query(q(X)).

% query q('Node C') expected: 0.2
% query q(node(b)) expected: 0.5
