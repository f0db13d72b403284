% A DCG whose rules have probabilities.
% Expected values: by hand.
0.6::np(P) --> { member(P, [sg, pl]) }, [dogs].
0.5::np(sg) --> [ann].
vp(sg) --> [runs].
vp(pl) --> [run].
s --> np(P), vp(P).
query(s([ann, runs], [])).
query(s([dogs, run], [])).

% query s([ann, runs],[]) expected: 0.5
% query s([dogs, run],[]) expected: 0.6
