:- module(neurosym_linear,
          [ comparison/4,               % +Goal, -Left, -Operator, -Right
            linear_test/4,              % +Goal, -Form, -Operator, -Number
            implied/3,                  % +Operator, +Number, +Tests
            clash/3,                    % +Tests, -First, -Second
            form_range/3                % +Form, +Ranges, -Range
          ]).

/** <module> Comparisons as bounds on linear forms

`2 * A - 4 > B` is the form `[1*A, -0.5*B]`, the operator `>` and the number 2: forms are scaled so
that two comparisons of the same expression have the same form, and bounds on it can be compared.
A variable may be a numbered one, `'$VAR'(N)`.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).

%!  comparison(+Goal, -Left, -Operator, -Right) is semidet.
%
%   Goal compares two numbers.

comparison(Goal, Left, Operator, Right) :-
    compound(Goal),
    compound_name_arguments(Goal, Name, [Left, Right]),
    operator(Name, Operator).

operator(<, <).
operator(>, >).
operator(=<, =<).
operator(>=, >=).
operator(=:=, =:=).
operator(=\=, =\=).
operator(is, =:=).

%!  linear_test(+Goal, -Form, -Operator, -Number) is semidet.
%
%   Goal says that Form stands in the relation Operator to Number.

linear_test(Goal, Form, Operator, Number) :-
    comparison(Goal, Left, Operator0, Right),
    Operator0 \== (=\=),
    linear(Left, FormL, NumberL),
    linear(Right, FormR, NumberR),
    scaled(-1, FormR, Minus),
    added(FormL, Minus, Form0),
    Number0 is NumberR - NumberL,
    (   Form0 = [Coefficient*_|_]
    ->  Factor is 1 / Coefficient,
        scaled(Factor, Form0, Form),
        Number is Number0 * Factor,
        ( Coefficient < 0 -> turned(Operator0, Operator) ; Operator = Operator0 )
    ;   Form = [],
        Number = Number0,
        Operator = Operator0
    ).

linear(Expression, [1*Expression], 0) :-
    variable(Expression),
    !.
linear(Number, [], Number) :-
    number(Number),
    !.
linear(A + B, Form, Number) :-
    linear(A, FormA, NumberA),
    linear(B, FormB, NumberB),
    added(FormA, FormB, Form),
    Number is NumberA + NumberB.
linear(A - B, Form, Number) :-
    linear(A + -1 * B, Form, Number).
linear(-A, Form, Number) :-
    linear(-1 * A, Form, Number).
linear(A * B, Form, Number) :-
    linear(A, FormA, NumberA),
    linear(B, FormB, NumberB),
    (   FormA == []
    ->  scaled(NumberA, FormB, Form)
    ;   FormB == []
    ->  scaled(NumberB, FormA, Form)
    ),
    Number is NumberA * NumberB.
linear(A / B, Form, Number) :-
    linear(B, [], Divisor),
    Divisor =\= 0,
    Factor is 1 / Divisor,
    linear(A * Factor, Form, Number).

variable(Expression) :-
    ( var(Expression) ; Expression = '$VAR'(_) ),
    !.

scaled(Factor, Form0, Form) :-
    (   Factor =:= 0
    ->  Form = []
    ;   maplist(scale(Factor), Form0, Form)
    ).

scale(Factor, A*Variable, B*Variable) :-
    B is A * Factor.

added(FormA, FormB, Form) :-
    append(FormA, FormB, Both),
    maplist(keyed, Both, Pairs),
    sort(1, @=<, Pairs, Sorted),
    summed(Sorted, Form).

keyed(A*V, V-A).

summed([], []).
summed([V-A, W-B|Pairs], Form) :-
    V == W,
    !,
    C is A + B,
    summed([V-C|Pairs], Form).
summed([_-A|Pairs], Form) :-
    A =:= 0,
    !,
    summed(Pairs, Form).
summed([V-A|Pairs], [A*V|Form]) :-
    summed(Pairs, Form).

turned(<, >).
turned(>, <).
turned(=<, >=).
turned(>=, =<).
turned(=:=, =:=).

%!  implied(+Operator, +Number, +Tests) is semidet.
%
%   One of Tests, `Operator-Number` on the same form, implies the test Operator Number.

implied(Operator, Number, Tests) :-
    member(Given-Bound, Tests),
    implies(Given, Bound, Operator, Number),
    !.

implies(Given, Bound, Operator, Number) :-
    (   Operator = (>)
    ->  ( Given = (>) -> Bound >= Number ; at_least(Given), Bound > Number )
    ;   Operator = (>=)
    ->  ( Given = (>) ; at_least(Given) ), Bound >= Number
    ;   Operator = (<)
    ->  ( Given = (<) -> Bound =< Number ; at_most(Given), Bound < Number )
    ;   Operator = (=<)
    ->  ( Given = (<) ; at_most(Given) ), Bound =< Number
    ;   Operator = (=:=),
        Given = (=:=),
        Bound =:= Number
    ),
    !.

at_least(>=).
at_least(=:=).
at_most(=<).
at_most(=:=).

%!  clash(+Tests, -First, -Second) is semidet.
%
%   First and Second are two of Tests, `t(Operator, Number, Origin)` on one form, that no number
%   fulfils together; Second is the later one.

clash(Tests, First, Second) :-
    append(Before, [Second|_], Tests),
    member(First, Before),
    ( apart(First, Second) ; apart(Second, First) ),
    !.

apart(t(Op1, Low, _), t(Op2, High, _)) :-
    ( Op1 == (>) -> Strict1 = true ; at_least(Op1), Strict1 = false ),
    ( Op2 == (<) -> Strict2 = true ; at_most(Op2), Strict2 = false ),
    (   Low > High
    ->  true
    ;   Low =:= High,
        ( Strict1 == true ; Strict2 == true )
    ),
    !.

%!  form_range(+Form, +Ranges, -Range) is semidet.
%
%   Range is `Low-High` of Form where each of its variables has one in Ranges,
%   `r(Variable, Low, High, Origin)`.

form_range([], _, 0-0).
form_range([A*V|Form], Ranges, Low-High) :-
    form_range(Form, Ranges, Low0-High0),
    member(r(W, L, H, _), Ranges),
    V == W,
    !,
    Low is Low0 + min(A*L, A*H),
    High is High0 + max(A*L, A*H).
