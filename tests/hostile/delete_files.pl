% files: delete, rename, make folders
a :- member(G, [delete_file('hostile.pl'), rename_file(a, b), make_directory(pwned), chdir('/')]), G.
query(a).
