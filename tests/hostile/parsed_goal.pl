% text: goals read from text
a :- term_to_atom(G, 'shell("touch pwned")'), G.
b :- term_string(G, "halt"), call(G).
c :- atom_to_term('halt', G, _), G.
query(a).
query(b).
query(c).
