% text: format, write and print to other streams
a :- format(user_output, x, []).
b :- S = user_input, write(S, x).
c :- G = print_message(error, x), G.
d :- G = with_output_to(string(_), halt), G.
query(a).
query(b).
query(c).
query(d).
