% Three balls fall into two bins; how full is the first?
% Expected values: ProbLog.
0.4::in(B, left); 0.6::in(B, right) :- ball(B).
ball(1).
ball(2).
ball(3).
left(N) :- findall(B, in(B, left), L), length(L, N).
query(left(_)).

% query left(3) expected: 0.064
% query left(2) expected: 0.288
% query left(1) expected: 0.432
% query left(0) expected: 0.216
