% files: temporary files, memory files, saved states
a :- member(G, [tmp_file(x, _), tmp_file_stream(text, _, _), qsave_program(pwned), qcompile(x)]), catch(G, _, fail).
query(a).
