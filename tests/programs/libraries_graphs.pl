% SWI-Prolog's library(ugraphs) and library(pairs) on collected edges.
% Expected values: by hand.
:- use_module(library(ugraphs)).
0.5::e(b, c).
e(a, b).
order(O) :- findall(X-Y, e(X, Y), Es), vertices_edges_to_ugraph([a, b, c], Es, G),
    reachable(a, G, O).
query(order(_)).

% query order([a, b, c]) expected: 0.5
% query order([a, b]) expected: 0.5
