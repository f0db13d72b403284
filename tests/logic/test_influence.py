"""How much leaves may matter, by hand."""

import pytest

from neurosym.logic.influence import influence
from neurosym.logic.program import Program


def test_influence_is_the_best_proof_without_the_leaf() -> None:
    program = Program.from_text(
        "0.5::a. 0.2::b. 0.4::c. 0.9::d. q :- a, b. q :- c, r. r :- d, \\+ b. r :- r, a. query(q)."
    )
    ground = program.ground()
    found = influence(ground, [literal for _, literal in ground.queries])
    by_text = {ground.text(leaf): value for leaf, value in found.items()}
    # a: with b .2; through r :- r, a: .4 * .72 = .288. b: with a .5. c: r has .9 * .8. d: .4 * .8
    assert by_text == pytest.approx({"a": 0.288, "b": 0.5, "c": 0.72, "d": 0.32})


def test_leaves_below_a_negation_count_as_much() -> None:
    ground = Program.from_text("0.5::a. 0.2::b. s :- a, b. q :- \\+ s. query(q).").ground()
    found = influence(ground, [literal for _, literal in ground.queries])
    assert {ground.text(leaf): value for leaf, value in found.items()} == {"a": 0.2, "b": 0.5}
