% A Bayesian network whose tables are annotated disjunctions.
% Expected values: ProbLog.
0.2::rain; 0.8::dry.
0.01::sprinkler(on); 0.99::sprinkler(off) :- rain.
0.4::sprinkler(on); 0.6::sprinkler(off) :- dry.
0.99::wet :- rain, sprinkler(on).
0.8::wet :- rain, sprinkler(off).
0.9::wet :- dry, sprinkler(on).
evidence(wet).
query(rain).
query(sprinkler(_)).

% query rain expected: 0.357687675632
% query sprinkler(on) expected: 0.646728221598
% query sprinkler(off) expected: 0.353271778402
