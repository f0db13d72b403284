% What kind of term it is.
% Expected values: ProbLog.
0.5::v(1).
0.4::v(a).
0.3::v(f(x)).
0.2::v(1.5).
int(X) :- v(X), integer(X).
num(X) :- v(X), number(X).
atm(X) :- v(X), atom(X).
cmp(X) :- v(X), compound(X).
query(int(_)).
query(num(_)).
query(atm(_)).
query(cmp(_)).

% query int(1) expected: 0.5
% query num(1) expected: 0.5
% query num(1.5) expected: 0.2
% query atm(a) expected: 0.4
% query cmp(f(x)) expected: 0.3
