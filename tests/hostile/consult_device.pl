% files: consult of devices, pipes and processes
:- consult('/dev/zero').
:- consult('/dev/stdin').
:- consult('/proc/self/environ').
:- consult(pipe('touch pwned')).
a.
query(a).
