% modules: Python through janus
:- use_module(library(janus)).
a :- py_call(os:system('touch pwned'), _).
b :- G =.. [py_call, os:getpid(), _], G.
c :- H = janus:py_call(os:getpid()), H.
query(a).
query(b).
query(c).
