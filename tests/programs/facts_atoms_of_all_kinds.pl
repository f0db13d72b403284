% Quoted atoms, strings, numbers, lists and compound terms as arguments.
% Expected values: ProbLog.
0.1::p('Hello world').
0.2::p("a string").
0.3::p(-3).
0.4::p(2.5).
0.5::p([a, b, [c]]).
0.6::p(f(g(1), 'X y')).
0.7::p([]).
query(p(_)).

% query p('Hello world') expected: 0.1
% query p("a string") expected: 0.2
% query p(-3) expected: 0.3
% query p(2.5) expected: 0.4
% query p([a, b, [c]]) expected: 0.5
% query p(f(g(1),'X y')) expected: 0.6
% query p([]) expected: 0.7
