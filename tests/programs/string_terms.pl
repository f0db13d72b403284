% Strings and quoted atoms are different terms.
% Expected values: ProbLog.
0.5::s("abc").
0.4::s('a-b').
0.3::s('a b').
q(X) :- s(X), X = "abc".
query(s(_)).
query(q(_)).

% query s("abc") expected: 0.5
% query s('a-b') expected: 0.4
% query s('a b') expected: 0.3
% query q("abc") expected: 0.5
