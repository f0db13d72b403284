% ending the process: halt as a goal
a :- halt.
query(a).
