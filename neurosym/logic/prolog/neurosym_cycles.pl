:- module(neurosym_cycles,
          [ note_cycles/1,              % +M
            callers/3                   % +Indicators, +M, -Callers
          ]).

/** <module> Which predicates of a compiled program depend on themselves

The call graph is M:'$calls'(Callee, Caller).

References:
    [1] R. Tarjan. Depth-first search and linear graph algorithms. SIAM Journal on Computing 1(2),
        1972.
*/

:- use_module(library(apply)).
:- use_module(library(lists)).

%!  note_cycles(+M)
%
%   Assert M:'$cyclic'(Indicator, Component) for each predicate that depends on itself, with the
%   number of the component that it is in, and M:'$open_ended'(Indicator) for each that reaches a
%   goal known only when it runs.

note_cycles(M) :-
    trie_new(Numbers),
    findall(Caller, M:'$calls'(_, Caller), Callers0),
    sort(Callers0, Nodes),
    foldl(visit_new(M, Numbers), Nodes, 1-[], _),
    (   M:'$calls'('$dynamic', _)
    ->  callers(['$dynamic'], M, Dynamic),
        forall(member(Indicator, Dynamic), assertz(M:'$open_ended'(Indicator)))
    ;   true
    ).

%   State is Next-Stack. Numbers holds the order of the visit; 0 once a node's component is known.

visit_new(M, Numbers, Node, State0, State) :-
    (   trie_lookup(Numbers, Node, _)
    ->  State = State0
    ;   visit(M, Numbers, Node, _, State0, State)
    ).

visit(M, Numbers, Node, Low, N-Stack0, State) :-
    trie_insert(Numbers, Node, N),
    N1 is N + 1,
    findall(Callee, M:'$calls'(Callee, Node), Callees),
    foldl(visit_callee(M, Numbers), Callees, N-(N1-[Node|Stack0]), Low-(N2-Stack1)),
    (   Low =:= N
    ->  append(Others, [Node|Stack], Stack1),
        !,
        forall(member(Done, [Node|Others]), trie_update(Numbers, Done, 0)),
        (   ( Others = [_|_] ; memberchk(Node, Callees) )
        ->  forall(member(Cyclic, [Node|Others]), assertz(M:'$cyclic'(Cyclic, N)))
        ;   true
        ),
        State = N2-Stack
    ;   State = N2-Stack1
    ).

visit_callee(M, Numbers, Callee, Low0-State0, Low-State) :-
    (   trie_lookup(Numbers, Callee, N)
    ->  State = State0,
        ( N =:= 0 -> Low = Low0 ; Low is min(Low0, N) )
    ;   visit(M, Numbers, Callee, Low1, State0, State),
        Low is min(Low0, Low1)
    ).

%!  callers(+Indicators, +M, -Callers)
%
%   Callers are all that depend on one of Indicators; one of these is itself there only if it does.

callers(Indicators, M, Callers) :-
    callers(Indicators, M, [], Callers).

callers([], _, Seen, Seen).
callers([Indicator|Queue], M, Seen, All) :-
    findall(Caller,
            ( M:'$calls'(Indicator, Caller),
              \+ memberchk(Caller, Seen) ),
            New0),
    sort(New0, New),
    append(New, Queue, Queue1),
    append(New, Seen, Seen1),
    callers(Queue1, M, Seen1, All).
