% text: terminal control codes in a message
a :- 'no\e]0;pwned\a\e[2Jsuch'(1).
query(a).
