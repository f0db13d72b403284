% A grammar whose rules compete: how likely is the sentence?
% Expected values: ProbLog.
0.6::rule(s, P, [n, v]); 0.4::rule(s, P, [n, v, n]) :- place(P).
0.5::word(P, n, dogs); 0.5::word(P, n, cats) :- place(P).
0.7::word(P, v, run); 0.3::word(P, v, chase) :- place(P).
place(0).
place(1).
place(2).
sentence([A, B]) :- rule(s, 0, [n, v]), word(0, n, A), word(1, v, B).
sentence([A, B, C]) :- rule(s, 0, [n, v, n]), word(0, n, A), word(1, v, B), word(2, n, C).
query(sentence([dogs, chase, cats])).
query(sentence([cats, run])).

% query sentence([dogs, chase, cats]) expected: 0.03
% query sentence([cats, run]) expected: 0.21
