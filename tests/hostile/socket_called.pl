% network: sockets through call/N and library(http)
:- use_module(library(http/http_open)).
a :- call(http_open, 'http://127.0.0.1:9/', _, []).
b :- G =.. [tcp_connect, '127.0.0.1':9, _, []], G.
query(a).
query(b).
