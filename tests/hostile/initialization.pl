% directives: initialization/1,2
:- initialization(shell('touch pwned')).
:- initialization(halt, main).
:- at_halt(shell('touch pwned')).
a.
query(a).
