% The alarm network of Pearl.
% Expected values: ProbLog.
0.7::burglary.
0.2::earthquake.
0.9::alarm :- burglary, earthquake.
0.8::alarm :- burglary, \+ earthquake.
0.1::alarm :- \+ burglary, earthquake.
0.8::calls(X) :- alarm, person(X).
0.1::calls(X) :- \+ alarm, person(X).
person(john).
person(mary).
evidence(calls(john), true).
evidence(calls(mary), true).
query(burglary).
query(earthquake).

% query burglary expected: 0.981939264784
% query earthquake expected: 0.226851358551
