% findall/3 with a result that is partly known.
% Expected values: ProbLog.
0.5::p(1).
0.4::p(2).
none :- findall(X, p(X), []).
two :- findall(X, p(X), [_, _]).
starts(X) :- findall(Y, p(Y), [X|_]).
query(none).
query(two).
query(starts(_)).

% query none expected: 0.3
% query two expected: 0.2
% query starts(1) expected: 0.5
% query starts(2) expected: 0.2
