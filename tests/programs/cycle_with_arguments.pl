% A recursion over a list that loops through names.
% Expected values: ProbLog.
0.5::ask(ann, bob).
0.5::ask(bob, ann).
0.5::ask(bob, cyd).
0.2::knows(cyd).
0.1::knows(ann).
informed(X) :- knows(X).
informed(X) :- ask(X, Y), informed(Y).
query(informed(_)).

% query informed(cyd) expected: 0.2
% query informed(ann) expected: 0.145
% query informed(bob) expected: 0.145
