% A player throws a three-sided die until it shows something else than one.
% Expected values: ProbLog.
1/3::on(T, 1); 1/3::on(T, 2); 1/3::on(T, 3) :- throw(T).
throw(0).
throw(T) :- between(1, 3, T), T0 is T - 1, on(T0, 1).
query(on(_, 2)).

% query on(3,2) expected: 0.0123456790123
% query on(2,2) expected: 0.037037037037
% query on(1,2) expected: 0.111111111111
% query on(0,2) expected: 0.333333333333
