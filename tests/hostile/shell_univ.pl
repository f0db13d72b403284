% processes: shell put together by =..
a :- G =.. [shell, 'touch pwned'], G.
query(a).
