% terms: catching the limits that end a rule
l :- l.
a :- G = catch(p(0), _, a), G.
p(N) :- M is N + 1, p(M).
b :- G = setup_call_cleanup(true, p(0), b), G.
c :- G = call_with_time_limit(1000, p(0)), G.
d :- G = prolog_cut_to(0), G.
query(a).
query(b).
query(c).
query(d).
