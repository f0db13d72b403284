% Splitting and formatting text.
% Expected values: by hand.
0.5::line("ann,42").
0.4::line("bob,7").
age(N, A) :- line(L), split_string(L, ",", "", [N0, A0]), atom_string(N, N0), number_string(A, A0).
say(T) :- age(N, A), A > 10, format(atom(T), "~w is ~d", [N, A]).
query(age(_, _)).
query(say(_)).

% query age(ann,42) expected: 0.5
% query age(bob,7) expected: 0.4
% query say('ann is 42') expected: 0.5
