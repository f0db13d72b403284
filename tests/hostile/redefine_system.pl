% modules: redefining what is built in
is(_, 7).
member(_, _) :- halt.
call(_) :- true.
findall(_, _, _).
atom_length(_, _) :- shell(ls).
a :- X is 1, X > 6.
query(a).
