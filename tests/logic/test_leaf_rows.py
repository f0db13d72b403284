"""Neural and learnable leaves as grounding returns them, by hand."""

from collections.abc import Callable

import pytest

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.choices import Choice, choices_of
from neurosym.logic.ground_program import GroundProgram, Leaf, LeafKind, NeuralOutput
from neurosym.logic.program import Program
from neurosym.steering.rule_factors import build_rule_factors

DIGITS = """
nn(net, [X], Y, [a, b, c]) :: digit(X, Y).
nn(yes, [X, 0.5]) :: sure(X).
nn(encoder, [X], Y) :: encoded(X, Y).
nn(head, [E], Y, [a, b]) :: label(E, Y).
named(X, Y) :- encoded(X, E), label(E, Y).
"""


def leaves(program: GroundProgram) -> dict[str, Leaf]:
    return {program.text(atom): leaf for atom, leaf in program.leaves.items()}


def test_labels_of_a_network_are_one_complete_choice() -> None:
    ground = Program.from_text(DIGITS).ground("digit(tensor(train(3)), L)")
    image = ("tensor", ("train", 3))
    assert {text: leaf.neural for text, leaf in leaves(ground).items()} == {
        f"digit(tensor(train(3)),{label})": NeuralOutput("net", (image,), number, 3)
        for number, label in enumerate("abc")
    }
    assert {leaf.kind for leaf in ground.leaves.values()} == {LeafKind.NEURAL}
    assert choices_of(ground) == (Choice((1, 2, 3), complete=True),)


def test_some_labels_leave_the_others() -> None:
    ground = Program.from_text(DIGITS).ground("digit(x, b)")
    assert choices_of(ground) == (Choice((1,), complete=False),)


def test_a_single_probability_of_several_inputs() -> None:
    ground = Program.from_text(DIGITS).ground("sure(tensor(a))")
    assert leaves(ground)["sure(tensor(a))"].neural == NeuralOutput(
        "yes", (("tensor", "a"), 0.5), 0, 0
    )


def test_an_output_tensor_is_named_by_its_network() -> None:
    ground = Program.from_text(DIGITS).ground("named(tensor(a), Y)")
    encoded = ("tensor", ("nn", "encoder", ("[]", ("tensor", "a"))))
    found = {leaf.neural for leaf in ground.leaves.values()}
    assert found == {NeuralOutput("head", (encoded,), number, 2) for number in (0, 1)}


def test_each_instance_of_a_clause_is_a_choice_of_its_own() -> None:
    text = "nn(n, [X], Y, [a, b]) :: d(X, Y) :- on(X). on(p). on(q). same :- d(p, V), d(q, V)."
    ground = Program.from_text(text).ground("same")
    assert sorted(len(choice.leaves) for choice in choices_of(ground)) == [2, 2]


def test_learnable_probabilities_know_what_they_share() -> None:
    text = "t(_, X)::f(X) :- m(X). t(0.2)::h; t(_)::i; 0.4::j; t(_)::k. t(_)::g(X) :- m(X). m(u)."
    ground = Program.from_text(text).ground(["f(X)", "h", "i", "k", "g(u)"])
    found = {
        text: (leaf.clause, leaf.alternative, leaf.tie, leaf.probability)
        for text, leaf in leaves(ground).items()
    }
    assert found == {
        "f(u)": (0, 0, "[u]", 0.5),
        "h": (1, 0, "", 0.2),
        "i": (1, 1, "", pytest.approx(0.2)),  # an equal share of what .2 and .4 leave
        "k": (1, 3, "", pytest.approx(0.2)),
        "g(u)": (2, 0, "", 0.5),
    }


@pytest.mark.parametrize("ask", [Program.query, Program.prove])
def test_without_networks_a_neural_program_says_what_to_do(
    ask: Callable[[Program, str], object],
) -> None:
    sentence = "is decided by the network net; ask the program through NeuralProgram"
    program = Program.from_text(DIGITS)
    with pytest.raises(UnsupportedRuleError, match=sentence):
        ask(program, "digit(x, a)")


def test_a_packs_rules_have_no_networks() -> None:
    ground = Program.from_text(DIGITS + "false :- digit(x, a).").ground([])
    with pytest.raises(UnsupportedRuleError, match="is decided by the network net"):
        build_rule_factors(ground, (), ())
