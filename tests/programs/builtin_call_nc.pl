% call_nc/N and nocache/2 do not change what is true.
% Expected values: ProbLog.
:- nocache(p, 1).
0.5::p(1).
0.4::p(2).
q(X) :- call_nc(p, X).
r :- call_nc(p(1)).
query(q(_)).
query(r).

% query q(1) expected: 0.5
% query q(2) expected: 0.4
% query r expected: 0.5
