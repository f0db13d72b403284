% text: format's ~@ and ~W, which call goals
a :- format('~@', [halt]).
b :- format(atom(_), '~*@', [1, halt]).
c :- format(atom(_), '~W', [x, [portray_goal(halt)]]).
d :- format(atom(_), '~`x@', [halt]).
e :- format(atom(_), '~:@', [halt]).
f :- X = format, call(X, '~@', [halt]).
query(a).
query(b).
query(c).
query(d).
query(e).
query(f).
