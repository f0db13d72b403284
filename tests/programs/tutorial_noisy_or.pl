% Several causes, each of which may fail to bring about the effect.
% Expected values: ProbLog.
0.1::flu.
0.2::cold.
0.05::leak.
0.8::fever_by(flu).
0.3::fever_by(cold).
fever :- flu, fever_by(flu).
fever :- cold, fever_by(cold).
fever :- leak.
evidence(fever).
query(flu).
query(cold).
query(leak).

% query flu expected: 0.460322797579
% query cold expected: 0.435104236718
% query leak expected: 0.280206231787
