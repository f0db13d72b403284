% directives: term_expansion whose body the whitelist allows
term_expansion(b, c).
goal_expansion(b, c).
prolog_load_file(_, _).
b.
a :- b.
query(a).
