% One choice for each instance of the body.
% Expected values: ProbLog.
0.4::colour(B, red); 0.6::colour(B, blue) :- ball(B).
ball(1).
ball(2).
same :- colour(1, C), colour(2, C).
query(same).
query(colour(1, X)).

% query colour(1,blue) expected: 0.6
% query colour(1,red) expected: 0.4
% query same expected: 0.52
