% A variable that occurs only in a condition, in forall/2 or in a count counts no instances.
% Expected values: by hand, .4 * .25, .4 * .75, .4 * .5, .4 * (.25, .5, .25), .4.
0.5::sent(1).
0.5::sent(2).
0.4::none :- ( sent(_) -> fail ; true ).
0.4::some :- ( sent(_) -> true ).
0.4::low :- forall(sent(X), X < 2).
0.4::count(N) :- aggregate_all(count, sent(_), N).
0.4::tried :- ignore(sent(_)).
query(none).
query(some).
query(low).
query(count(N)).
query(tried).

% query none expected: 0.1
% query some expected: 0.3
% query low expected: 0.2
% query count(0) expected: 0.1
% query count(1) expected: 0.2
% query count(2) expected: 0.1
% query tried expected: 0.4
