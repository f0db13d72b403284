% files: library predicates that read /etc/passwd
a(X) :- G =.. [read_file_to_string, '/etc/passwd', X, []], G.
b(X) :- call(read_file_to_codes, '/etc/passwd', X, []).
query(a(_)).
query(b(_)).
