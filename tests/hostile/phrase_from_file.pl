% files: phrase_from_file
all([]) --> [].
all([C|Cs]) --> [C], all(Cs).
a(X) :- phrase_from_file(all(X), '/etc/passwd').
query(a(_)).
