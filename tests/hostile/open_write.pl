% files: open for writing, as a goal
a :- open(pwned, write, S), write(S, x), close(S).
query(a).
