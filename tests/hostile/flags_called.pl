% global state: flags and global variables at run time
a :- G = set_prolog_flag(stack_limit, 1), G.
b :- G = nb_setval(neurosym, x), G.
c :- G = b_setval(neurosym, x), G.
d :- G = flag(neurosym_nested, _, 9), G.
query(a).
query(b).
query(c).
query(d).
