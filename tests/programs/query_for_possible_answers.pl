% The body of a query or of evidence says which instances there are, in whatever world it holds.
% Expected values: ProbLog.
0.3::open(ann).
0.4::open(bob).
0.5::open(cid).
0.2::late(X) :- open(X).
busy(X) :- late(X), open(X).
closed(ann).
evidence(\+ late(X)) :- closed(X), open(X).
query(busy(X)) :- open(X).
query(late(X)) :- open(X), \+ closed(X).
query(\+ open(X)) :- late(X).

% query busy(ann) expected: 0
% query busy(bob) expected: 0.08
% query busy(cid) expected: 0.1
% query late(bob) expected: 0.08
% query late(cid) expected: 0.1
% query \+open(ann) expected: 0.744680851064
% query \+open(bob) expected: 0.6
% query \+open(cid) expected: 0.5
