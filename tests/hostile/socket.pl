% network: tcp_socket and tcp_connect
a :- tcp_socket(S), tcp_connect(S, '127.0.0.1':9).
query(a).
