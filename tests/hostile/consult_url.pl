% files: consult of an address
:- consult('http://127.0.0.1:9/x.pl').
a.
query(a).
