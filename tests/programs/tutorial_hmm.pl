% A hidden Markov model: three days of weather behind three umbrellas.
% Expected values: ProbLog.
0.5::weather(0, sun); 0.5::weather(0, rain).
0.8::weather(T, sun); 0.2::weather(T, rain) :- T > 0, T0 is T - 1, weather(T0, sun).
0.3::weather(T, sun); 0.7::weather(T, rain) :- T > 0, T0 is T - 1, weather(T0, rain).
0.9::umbrella(T) :- weather(T, rain).
0.2::umbrella(T) :- weather(T, sun).
evidence(umbrella(0)).
evidence(umbrella(1)).
evidence(umbrella(2), false).
query(weather(2, sun)).
query(weather(2, rain)).

% query weather(2,sun) expected: 0.819729984817
% query weather(2,rain) expected: 0.180270015183
