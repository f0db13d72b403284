% network: remote calls: pengines, prolog_server
:- use_module(library(pengines)).
a :- G = pengine_rpc('http://127.0.0.1:9', true), G.
b :- H = prolog_server(4000, []), H.
query(a).
query(b).
