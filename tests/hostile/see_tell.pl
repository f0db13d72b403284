% files: Edinburgh I/O: tell, see, append
a :- member(G, [tell(pwned), see('/etc/passwd'), append(pwned)]), G.
query(a).
