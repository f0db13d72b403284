% files: open put together by =..
a :- G =.. [open, pwned, write, S], call(G), close(S).
query(a).
