% A fair die; its faces exclude each other.
% Expected values: ProbLog.
1/6::die(1); 1/6::die(2); 1/6::die(3); 1/6::die(4); 1/6::die(5); 1/6::die(6).
even :- die(X), 0 =:= X mod 2.
query(even).
query(die(X)).

% query die(1) expected: 0.166666666667
% query die(2) expected: 0.166666666667
% query die(3) expected: 0.166666666667
% query die(4) expected: 0.166666666667
% query die(5) expected: 0.166666666667
% query die(6) expected: 0.166666666667
% query even expected: 0.5
