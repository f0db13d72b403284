% directives: term_expansion and goal_expansion
term_expansion(b, _) :- shell('touch pwned').
user:term_expansion(b, _) :- shell('touch pwned').
system:goal_expansion(_, halt).
goal_expansion(_, halt).
b.
a :- b.
query(a).
