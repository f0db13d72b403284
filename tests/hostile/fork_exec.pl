% processes: fork and exec by name
a :- member(G, [fork(_), exec(touch(pwned))]), call(G).
query(a).
