% modules: clauses for other modules
system:atom_length(_, 0).
neurosym_builtins:builtin(halt, 0).
user:portray(_) :- halt.
prolog:message(_) --> { halt }.
a :- halt.
query(a).
