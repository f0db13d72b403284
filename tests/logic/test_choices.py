"""Leaves as choices of which at most one holds."""

import pytest

from neurosym.logic.choices import Choice, choices_of
from neurosym.logic.ground_program import GroundProgram, Leaf, LeafKind


def program(*leaves: Leaf) -> GroundProgram:
    names = tuple(leaf.text for leaf in leaves)
    return GroundProgram(names, dict(enumerate(leaves, start=1)), ())


def fact(probability: float, group: int = -1, *, learnable: bool = False) -> Leaf:
    return Leaf(LeafKind.FACT, "f", probability, group, learnable=learnable)


def state(variable: int, number: int) -> Leaf:
    return Leaf(LeafKind.STATE, f"v{variable}({number})", variable=variable, state=number)


def test_facts_stand_alone_and_disjunctions_together() -> None:
    ground = program(fact(0.5), fact(0.3, 2), fact(1.0), fact(0.7, 2), fact(0.4, 3))
    assert choices_of(ground) == (
        Choice((1,)),
        Choice((2, 4), complete=True),
        Choice((3,)),
        Choice((5,)),
    )
    assert choices_of(ground, [1, 2, 9]) == (Choice((1,)), Choice((2,)))


def test_a_learnable_disjunction_keeps_its_remainder() -> None:
    assert choices_of(program(fact(0.3, 2), fact(0.7, 2, learnable=True))) == (Choice((1, 2)),)


def test_states_of_one_variable_exclude_each_other() -> None:
    ground = program(state(1, 0), state(2, 1), state(1, 2))
    assert choices_of(ground) == (Choice((1,)), Choice((2,)), Choice((3,)))
    found = choices_of(ground, None, {1: 4, 2: 2})
    assert found == (Choice((1, 3), False, 1, (0, 2), (1, 3)), Choice((2,), False, 2, (1,), (0,)))
    assert choices_of(program(state(1, 0), state(1, 1)), None, {1: 2})[0].complete


def test_states_that_do_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match=r"variable 1 \(v1\(0\)\) has no number of states"):
        choices_of(program(state(1, 0)), None, {})
    with pytest.raises(ValueError, match=r"v1\(3\) is a state beyond the 3 of its variable"):
        choices_of(program(state(1, 3)), None, {1: 3})
    with pytest.raises(ValueError, match="has two atoms for one state; keep one"):
        choices_of(program(state(1, 0), state(1, 0)), None, {1: 3})
