% directives: a goal as a directive
:- shell('touch pwned').
:- halt.
a.
query(a).
