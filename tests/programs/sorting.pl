% msort/2, sort/2 and sort/4.
% Expected values: by hand.
0.5::on.
m(L) :- on, msort([b, a, b], L).
s(L) :- on, sort([b, a, b], L).
d(L) :- on, sort(0, @>=, [1, 3, 2], L).
query(m(L)).
query(s(L)).
query(d(L)).

% query d([3, 2, 1]) expected: 0.5
% query m([a, b, b]) expected: 0.5
% query s([a, b]) expected: 0.5
