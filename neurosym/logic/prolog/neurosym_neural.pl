:- module(neurosym_neural,
          [ neural/1,                   % +Annotation
            neural_heads/4,             % +Annotation, +Head, -Kind, -Heads
            bind_starts/1,              % +Heads
            define_operations/1,        % +Program
            learnable/1,                % +Probability
            start_value/2,              % +Probability, -Value
            tensor_operation/2,         % ?Name, ?Arity
            term_row/2                  % +Term, -Row
          ]).

/** <module> Clauses whose probability or output is learned: by a network, or as a number

`nn(Net, Inputs, Y, Labels) :: Head` is an annotated disjunction over Labels, `nn(Net, Inputs) ::
Head` a probabilistic fact, and `nn(Net, Inputs, Y) :: Head` a rule whose Y is the term
`tensor(nn(Net, Inputs))`: what the network returns has a name here, and its value is computed
elsewhere. A term `tensor(Source(Key))` names a tensor of a data set.

References:
    [1] R. Manhaeve et al. Neural probabilistic logic programming in DeepProbLog. Artificial
        Intelligence 298, 2021.
*/

:- use_module(library(lists)).
:- use_module(library(apply)).
:- use_module(library(occurs)).
:- use_module(neurosym_syntax).
:- use_module(neurosym_builtins).
:- use_module(neurosym_items).

                 /*******************************
                 *           CLAUSES            *
                 *******************************/

%!  neural(+Annotation)
%
%   True if what stands before `::` names a network.

neural(Annotation) :-
    nonvar(Annotation),
    functor(Annotation, nn, _).

%!  neural_heads(+Annotation, +Head, -Kind, -Heads)
%
%   Kind and Heads of the item that a neural clause becomes. Fails where the annotation has not one
%   of the three forms.

neural_heads(nn(Net, Inputs), Head, disjunction, [nn(Net, Inputs, 0, 0)-Head]) :-
    atom(Net),
    input_list(Inputs).
neural_heads(nn(Net, Inputs, Y, Labels), Head, disjunction, Heads) :-
    atom(Net),
    input_list(Inputs),
    output_variable(Y, Inputs, Head),
    is_list(Labels),
    ground(Labels),
    length(Labels, Count),
    Count > 0,
    findall(N, nth0(N, Labels, _), Numbers),
    maplist(labelled_head(nn(Net, Inputs), Count, Y-Head), Numbers, Labels, Heads).
neural_heads(nn(Net, Inputs, Y), Head, rule, [certain-Named]) :-
    atom(Net),
    input_list(Inputs),
    output_variable(Y, Inputs, Head),
    replaced(Head, Y, tensor(nn(Net, Inputs)), Named).

input_list(Inputs) :-
    (   var(Inputs)
    ->  true
    ;   is_list(Inputs)
    ).

output_variable(Y, Inputs, Head) :-
    var(Y),
    \+ sub_var(Y, Inputs),
    sub_var(Y, Head).

labelled_head(nn(Net, Inputs), Count, Y-Head, N, Label, nn(Net, Inputs, N, Count)-Labelled) :-
    replaced(Head, Y, Label, Labelled).

replaced(Term, Variable, New, Replaced) :-
    (   Term == Variable
    ->  Replaced = New
    ;   compound(Term)
    ->  mapargs(replaced_argument(Variable, New), Term, Replaced)
    ;   Replaced = Term
    ).

replaced_argument(Variable, New, Term, Replaced) :-
    replaced(Term, Variable, New, Replaced).

%!  bind_starts(+Heads)
%
%   A start value that is left open, `t(_)`, becomes `'$start'(Share)`, so that it is none of the
%   clause's variables. Heads of one clause share equally what the others leave to one.

bind_starts(Heads) :-
    \+ ( member(P-_, Heads), open_start(P) ),
    !.
bind_starts(Heads) :-
    findall(Value, ( member(P-_, Heads), \+ open_start(P), start_value(P, Value) ), Given),
    sum_list(Given, Sum),
    include(has_open_start, Heads, Unknown),
    length(Unknown, Open),
    (   Heads = [_]
    ->  maplist(bind_start(0.5), Heads)
    ;   Share is max(0.0, 1.0 - Sum) / Open,
        maplist(bind_start(Share), Heads)
    ).

bind_start(Share, P-_) :-
    (   open_start(P)
    ->  arg(1, P, '$start'(Share))
    ;   true
    ).

has_open_start(P-_) :-
    open_start(P).

open_start(P) :-
    learnable(P),
    arg(1, P, Start),
    var(Start).

%!  learnable(+Probability)
%
%   True if a probability is to be learned: `t(Start)`, or `t(Start, Ties...)`.

learnable(P) :-
    compound(P),
    functor(P, t, _).

%!  start_value(+Annotation, -Value)
%
%   The number before `::`, learnable or not. Fails for one that is known only at run time.

start_value(P, Value) :-
    (   learnable(P)
    ->  arg(1, P, Start),
        ( Start = '$start'(Value0) -> true ; Value0 = Start )
    ;   Value0 = P
    ),
    catch(Value is float(Value0), _, fail).

                 /*******************************
                 *            TENSORS           *
                 *******************************/

%!  define_operations(+Program)
%
%   Define the operations on tensors that a program with networks calls and does not define: their
%   last argument is the term `tensor(Operation)`. An embedding is a tensor of the source `embed`.

define_operations(Program) :-
    (   uses_networks(Program)
    ->  findall(Name/Arity,
                ( item(Program, _, _, _, Body, _, _),
                  subgoal(Body, Goal),
                  callable(Goal),
                  functor(Goal, Name, Arity),
                  tensor_operation(Name, Arity),
                  \+ defined_by(Program, Name/Arity) ),
                Called),
        sort(Called, Operations),
        forall(member(Operation, Operations), define_operation(Program, Operation))
    ;   true
    ).

uses_networks(Program) :-
    item(Program, _, _, Heads, _, _, _),
    member(P-Head, Heads),
    (   neural(P)
    ;   sub_term(Term, Head),
        nonvar(Term),
        Term = tensor(Name),
        neural(Name)
    ),
    !.

define_operation(Program, Name/Arity) :-
    functor(Head, Name, Arity),
    Head =.. [Name|Arguments],
    append(Given, [tensor(Operation)], Arguments),
    Operation =.. [Name|Given],
    keep_item(Program, rule, [certain-Head], true, [], place(0, 0, 0, none)).

%!  tensor_operation(?Name, ?Arity)
%
%   True if Name/Arity is an operation on tensors; its last argument is the result.

tensor_operation(add, 3).
tensor_operation(mul, 3).
tensor_operation(dot, 3).
tensor_operation(rbf, 3).
tensor_operation(one_hot, 3).
tensor_operation(max, 2).
tensor_operation(mean, 2).
tensor_operation(sigmoid, 2).
tensor_operation(stack, 2).
tensor_operation(cat, 2).
tensor_operation(embed, 2).

%!  term_row(+Term, -Row)
%
%   A ground term for Python: numbers as they are, atoms and strings as text, a compound as
%   `[Name, Arguments...]`, a list as `["[]", Elements...]`.

term_row(Term, Row) :-
    (   number(Term)
    ->  Row = Term
    ;   is_list(Term)
    ->  maplist(term_row, Term, Rows),
        Row = ["[]"|Rows]
    ;   compound(Term)
    ->  compound_name_arguments(Term, Name, Arguments),
        atom_string(Name, Text),
        maplist(term_row, Arguments, Rows),
        Row = [Text|Rows]
    ;   format(string(Row), '~w', [Term])
    ).
