% memory: printing without end
p :- between(1, inf, X), write(a_line_of_output(X)), nl, fail.
query(p).
