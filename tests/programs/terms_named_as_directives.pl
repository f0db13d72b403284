% Terms whose names SWI-Prolog's directives use are written as any other.
0.4::on(table(a), [dynamic(b), pred(1)]).
closed(1).
stands(X) :- on(X, _).
query(on(_, _)).
query(stands(_)).
query(closed(_)).

% query on(table(a),[dynamic(b), pred(1)]) expected: 0.4
% query stands(table(a)) expected: 0.4
% query closed(1) expected: 1
