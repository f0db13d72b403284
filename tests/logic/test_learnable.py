"""Learnable probabilities found in clauses' text, and written there."""

import pytest

from neurosym.logic.learnable import Parameter, learnable_heads, learned_text, parameter_names
from neurosym.logic.program import Program


@pytest.mark.parametrize(
    ("clause", "atom", "written"),
    [
        ("t(_)::a", "a", "0.25::a"),
        (
            't( 0.5 ) :: f((x ; y), "t(_)::z")',
            'f((x ; y), "t(_)::z")',
            '0.25 :: f((x ; y), "t(_)::z")',
        ),
        ("t(0.5)::g([a:-b]) :- true", "g([a:-b])", "0.25::g([a:-b]) :- true"),
        ("t(_) /* t(_)::no */ ::'t(_)::b'", "'t(_)::b'", "0.25 /* t(_)::no */ ::'t(_)::b'"),
        ("t(_)::t(1) :- X = t(2), X \\= t(_)", "t(1)", "0.25::t(1) :- X = t(2), X \\= t(_)"),
    ],
)
def test_the_annotation_is_found_and_replaced(clause: str, atom: str, written: str) -> None:
    source = Program.from_text(f"% t(_)::x\n{clause}.\nb.").source
    heads = learnable_heads(source)
    (index,) = heads
    assert heads[index][0].text == atom
    assert learned_text(source, heads, {Parameter(index): 0.25}) == f"% t(_)::x\n{written}.\nb."


def test_a_value_of_a_tie_is_written_in_every_place() -> None:
    text = "n(a). t(_, X, Y)::f(X, 'X', Y); t(_, X, Y)::g(Y) :- n(X), Y = h(X, \"Y\")."
    source = Program.from_text(text).source
    heads = learnable_heads(source)
    (index,) = heads
    tie = '[a, h(a,"Y")]'
    learned = {Parameter(index, 0, tie): 0.5, Parameter(index, 1, tie): 0.125}
    names = parameter_names(source.clauses, heads, list(learned))
    assert list(names.values()) == ["f(a, 'X', h(a,\"Y\"))", 'g(h(a,"Y"))']
    assert learned_text(source, heads, learned) == (
        'n(a). 0.5::f(a, \'X\', h(a,"Y")); 0.125::g(h(a,"Y")) :- n(a), h(a,"Y") = h(a, "Y").'
    )


def test_heads_that_read_the_same_have_their_place_added() -> None:
    source = Program.from_text("t(_)::a :- b.\nt(_)::a :- c. b. c.", name="r.pl").source
    heads = learnable_heads(source)
    names = parameter_names(source.clauses, heads, [Parameter(0), Parameter(1)])
    assert list(names.values()) == ["a (r.pl:1:1)", "a (r.pl:2:1)"]
