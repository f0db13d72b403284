% files: include of a file above the folder
:- include('../../README').
:- ['../../../../../../etc/passwd'].
a.
query(a).
