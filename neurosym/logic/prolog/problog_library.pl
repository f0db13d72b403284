% Library predicates that ProbLog has and SWI-Prolog has not, as clauses.
% A program that calls one of them, and does not define it, gets its clauses.

%% Choosing from a list: calls with the same identifier and list make the same choice.

select_uniform(Id, Values, Value, Rest) :-
    length(Values, Count),
    Count > 0,
    Weight is 1 / Count,
    findall(Weight, member(_, Values), Weights),
    select_weighted(Id, Weights, Values, Value, Rest).

select_weighted(Id, WeightedValues, Value, Rest) :-
    findall(Weight, member((Weight, _), WeightedValues), Weights),
    '$seconds'(WeightedValues, Values),
    select_weighted(Id, Weights, Values, Value, Rest).

select_weighted(Id, Weights, Values, Value, Rest) :-
    sum_list(Weights, Total),
    Total > 0,
    '$drawn'(Id, Total, Weights, Values, Value, Rest).

% The last value needs no draw, so that rounding loses nothing.
'$drawn'(_, _, [_], [Value], Value, []).
'$drawn'(Id, Total, [Weight|Weights], [Value|Values], Value, Values) :-
    Values = [_|_],
    P is Weight / Total,
    '$taken'(Id, P, Weights, Value, Values).
'$drawn'(Id, Total, [Weight|Weights], [First|Values], Value, [First|Rest]) :-
    Values = [_|_],
    P is Weight / Total,
    \+ '$taken'(Id, P, Weights, First, Values),
    Left is Total - Weight,
    '$drawn'(Id, Left, Weights, Values, Value, Rest).

P::'$taken'(_Id, P, _Weights, _Value, _Values).

'$seconds'([], []).
'$seconds'([(_, Value)|Pairs], [Value|Values]) :-
    '$seconds'(Pairs, Values).

sample_uniform1(Key, List, Value) :-
    length(List, Count),
    Count > 0,
    Last is Count - 1,
    numlist(0, Last, Places),
    select_uniform('$uniform'(Key), Places, Place, _),
    nth0(Place, List, Value).

%% The first clause that holds, of a predicate whose clauses are numbered by their first argument.

cut(Call) :-
    cut(Call, _).

cut(Call, Index) :-
    \+ is_list(Index),
    Call =.. [Name|Arguments],
    Numbered =.. [Name, Number|Arguments],
    findall(Number, clause(Numbered, _), Numbers0),
    sort(Numbers0, Numbers),
    '$first'(Numbered, Number, Numbers),
    Index = Number.
cut(Call, Numbers) :-
    is_list(Numbers),
    cut(Call, Numbers, _).

cut(Call, [Number|_], Number) :-
    '$numbered'(Call, Number, Numbered),
    call(Numbered).
cut(Call, [Number|Numbers], Index) :-
    '$numbered'(Call, Number, Numbered),
    \+ call(Numbered),
    cut(Call, Numbers, Index).

'$numbered'(Call, Number, Numbered) :-
    Call =.. [Name|Arguments],
    Numbered =.. [Name, Number|Arguments].

'$first'(Numbered, Number, [Number|_]) :-
    call(Numbered).
'$first'(Numbered, Number, [Tried|Numbers]) :-
    \+ '$holds'(Numbered, Number, Tried),
    '$first'(Numbered, Number, Numbers).

'$holds'(Numbered, Number, Number) :-
    call(Numbered).

on_fail(Goal, _) :-
    call(Goal).
on_fail(Goal, Otherwise) :-
    \+ call(Goal),
    call(Otherwise).

%% Higher-order predicates.

partition(_, [], [], [], []).
partition(Order, [X|Xs], [X|Less], Same, More) :-
    call(Order, X, <),
    partition(Order, Xs, Less, Same, More).
partition(Order, [X|Xs], Less, [X|Same], More) :-
    call(Order, X, =),
    partition(Order, Xs, Less, Same, More).
partition(Order, [X|Xs], Less, Same, [X|More]) :-
    call(Order, X, >),
    partition(Order, Xs, Less, Same, More).

convlist(_, [], []).
convlist(Goal, [X|Xs], [Y|Ys]) :-
    call(Goal, X, Y),
    convlist(Goal, Xs, Ys).
convlist(Goal, [X|Xs], Ys) :-
    \+ call(Goal, X, _),
    convlist(Goal, Xs, Ys).

scanl(_, [], _, []).
scanl(Goal, [X|Xs], V0, [V|Vs]) :-
    call(Goal, X, V0, V),
    scanl(Goal, Xs, V, Vs).

scanl(_, [], [], _, []).
scanl(Goal, [X|Xs], [Y|Ys], V0, [V|Vs]) :-
    call(Goal, X, Y, V0, V),
    scanl(Goal, Xs, Ys, V, Vs).

scanl(_, [], [], [], _, []).
scanl(Goal, [X|Xs], [Y|Ys], [Z|Zs], V0, [V|Vs]) :-
    call(Goal, X, Y, Z, V0, V),
    scanl(Goal, Xs, Ys, Zs, V, Vs).

foldl_noinit(_, [], []).
foldl_noinit(Goal, [X|Xs], Value) :-
    foldl(Goal, Xs, X, Value).

%% Groups and aggregates.

enum_groups(Pairs, Group, Members) :-
    '$firsts'(Pairs, Groups),
    '$seconds'(Pairs, Values),
    enum_groups(Groups, Values, Group, Members).

enum_groups(Groups, Values, Group, Members) :-
    list_to_set(Groups, Set),
    member(Group, Set),
    findall(Value, '$in_group'(Groups, Values, Group, Value), Members).

'$firsts'([], []).
'$firsts'([(First, _)|Pairs], [First|Firsts]) :-
    '$firsts'(Pairs, Firsts).

'$in_group'([Other|_], [Value|_], Group, Value) :-
    Other == Group.
'$in_group'([_|Groups], [_|Values], Group, Value) :-
    '$in_group'(Groups, Values, Group, Value).

aggregate(Function, Variable, Group, Goal, (Group, Result)) :-
    all(r(Group, Goal, Variable), Goal, Rows),
    '$columns'(Rows, Groups, Values),
    enum_groups(Groups, Values, Group, Members),
    call(Function, Members, Result).

'$columns'([], [], []).
'$columns'([r(Group, _, Value)|Rows], [Group|Groups], [Value|Values]) :-
    '$columns'(Rows, Groups, Values).

sum(Numbers, Sum) :-
    sum_list(Numbers, Sum).

avg(Numbers, Average) :-
    sum_list(Numbers, Sum),
    length(Numbers, Count),
    Average is Sum / Count.

min(Numbers, Least) :-
    min_list(Numbers, Least).

max(Numbers, Greatest) :-
    max_list(Numbers, Greatest).

Goal => Group/Collector :-
    '$collect'(Goal, Group, Collector).
Goal => Collector :-
    Collector \= _/_,
    '$collect'(Goal, none, Collector).

'$collect'(Goal, Group, Collector) :-
    Collector =.. [Name|Arguments],
    atom_concat(collect_, Name, Predicate),
    Call =.. [Predicate, Goal, Group|Arguments],
    call(Call).

collect_list(Goal, Value, Members) :-
    collectgroup(Goal, Value, none, Members).

collect_list(Goal, Group, Value, Members) :-
    collectgroup(Goal, Value, Group, Members).

collectgroup(Goal, Value, Group, Members) :-
    all_or_none((Group, Value), Goal, Pairs),
    enum_groups(Pairs, Group, Members).

%% Terms.

simple(Term) :-
    var(Term).
simple(Term) :-
    atomic(Term).

primitive(Term) :-
    atomic(Term).

numbervars(Term, Numbered) :-
    copy_term(Term, Numbered),
    term_variables(Numbered, Variables),
    '$numbered_from'(Variables, 0).

'$numbered_from'([], _).
'$numbered_from'(['$Var'(N)|Variables], N) :-
    Next is N + 1,
    '$numbered_from'(Variables, Next).

%% Lists. ProbLog has the list first, SWI-Prolog second.

max_member(List, Greatest) :-
    is_list(List),
    msort(List, Sorted),
    last(Sorted, Greatest).
max_member(Greatest, List) :-
    \+ is_list(Greatest),
    msort(List, Sorted),
    last(Sorted, Greatest).

min_member(List, Least) :-
    is_list(List),
    msort(List, [Least|_]).
min_member(Least, List) :-
    \+ is_list(Least),
    msort(List, [Least|_]).

%% Text.

concat(Parts, Text) :-
    atomic_list_concat(Parts, Text).

join(Separator, Parts, Text) :-
    atomic_list_concat(Parts, Separator, Text).

str2lst(Text, Characters) :-
    atom_chars(Text, Characters).

lst2str(Characters, Text) :-
    atomic_list_concat(Characters, Text).

str2int(Text, Number) :-
    atom_number(Text, Number),
    integer(Number).

%% What a program may ask about the command that runs it, which passes nothing on.

dbreference(_) :-
    fail.

cmd_args([]).
