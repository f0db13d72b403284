% A world that breaks a soft constraint keeps 1 - s of its weight.
% Expected values: by hand.
0.4::b.
0.5::h.
0.9::false :- b, \+ h.
query(h).
query(b).

% query b expected: 0.268292682927
% query h expected: 0.609756097561
