% processes: library(process)
:- use_module(library(process)).
a :- process_create(path(touch), [pwned], []).
query(a).
