% processes: threads and message queues
a :- G = thread_create(true, _), G.
b :- H = thread_send_message(main, x), H.
query(a).
query(b).
