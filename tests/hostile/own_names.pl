% modules: clauses with the engine's internal names
'$class'(halt, builtin).
'$program'(1).
'$defined'(_).
'$option'(_).
'$heads'(_).
'$plain'(_).
'$simple'(_, _).
'$denied'(_).
'$given'(shell('touch pwned')).
a :- X = '$program'(_), call(X).
b :- '$class'(X, Y), call(X).
query(a).
query(b).
