% files: consult('/etc/passwd')
:- consult('/etc/passwd').
a.
query(a).
