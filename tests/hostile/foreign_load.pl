% directives: loading foreign code
:- use_foreign_library('/tmp/evil.so').
:- load_foreign_library(foreign(process)).
a :- G = load_foreign_library('/tmp/evil.so'), G.
query(a).
