% memory: a string that doubles for ever
p(S) :- string_concat(S, S, T), p(T).
query(p("abcdefgh")).
