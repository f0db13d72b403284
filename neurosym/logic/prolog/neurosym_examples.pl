:- module(neurosym_examples,
          [ read_examples/2             % +Texts, -Out
          ]).

/** <module> Examples to learn from: what was observed, one text an example

An example is a text of statements `evidence(Atom)`, `evidence(\+ Atom)`, `evidence(Atom, Value)` and
`observe(Atom)`, as ProbLog reads them.
*/

:- use_module(library(lists)).
:- use_module(neurosym_syntax).
:- use_module(neurosym_write).

%!  read_examples(+Texts, -Out)
%
%   Out.examples has a list of `[Atom, Value]` for each text, the value being 1 or 0, or for a text
%   that cannot be read `["", Offset, Reason]`: where in it, in characters, and why.

read_examples(Texts, _{examples: Examples}) :-
    findall(Example, ( member(Text, Texts), read_example(Text, Example) ), Examples).

read_example(Text, Example) :-
    setup_call_cleanup(
        open_string(Text, In),
        catch(observations(In, Example), fault(Offset, Reason), Example = ["", Offset, Reason]),
        close(In)).

observations(In, Observations) :-
    catch(read_term(In, Term, [ module(neurosym_syntax), syntax_errors(error),
                                term_position(Position) ]),
          error(syntax_error(What), Context),
          syntax_fault(What, Context)),
    (   Term == end_of_file
    ->  Observations = []
    ;   stream_position_data(char_count, Position, Offset),
        observation(Term, Offset, Observation),
        Observations = [Observation|Rest],
        observations(In, Rest)
    ).

syntax_fault(What, Context) :-
    (   Context = stream(_, _, _, Offset)
    ->  true
    ;   Offset = 0
    ),
    format(string(Reason), 'syntax error: ~w', [What]),
    throw(fault(Offset, Reason)).

observation(Term, Offset, [Text, Value]) :-
    (   observed(Term, Atom, Value),
        callable(Atom),
        ground(Atom)
    ->  term_text(Atom, Text)
    ;   throw(fault(Offset, "an example holds evidence(Atom, Value) with an atom without variables"))
    ).

observed(evidence(Literal), Atom, Value) :-
    signed(Literal, Atom, Value).
observed(observe(Literal), Atom, Value) :-
    signed(Literal, Atom, Value).
observed(evidence(Atom, true), Atom, 1).
observed(evidence(Atom, false), Atom, 0).

signed(Literal, Atom, Value) :-
    (   nonvar(Literal),
        ( Literal = (\+ Atom0) ; Literal = not(Atom0) )
    ->  Atom = Atom0,
        Value = 0
    ;   Atom = Literal,
        Value = 1
    ).
