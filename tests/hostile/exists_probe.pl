% files: asking which files there are
a :- G = exists_file('/etc/passwd'), G.
b(X) :- G = expand_file_name('/home/*', X), G.
c(X) :- G =.. [absolute_file_name, '.', X], G.
query(a).
query(b(_)).
query(c(_)).
