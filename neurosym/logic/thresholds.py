"""Comparisons with a learnable threshold, ``A > t(60)``: found, and replaced once it is learned."""

from collections.abc import Mapping
from dataclasses import replace

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.ground_program import (
    Expression,
    GroundProgram,
    Leaf,
    LeafKind,
    NumericTest,
    Operation,
    Threshold,
)
from neurosym.logic.numeric_tests import MIRRORED

DIRECTIONS = {">": 1.0, ">=": 1.0, "<": -1.0, "=<": -1.0}
"""Comparisons that a learnable threshold may stand in, and the sign of what is above it."""


def hardened(ground: GroundProgram, learned: Mapping[NumericTest, float]) -> GroundProgram:
    """Return a program with learned thresholds in place of their starts, in tests and texts.

    Args:
        ground: The program.
        learned: Thresholds by the test that they belong to, as
            :class:`~neurosym.logic.soft_tests.SoftTests` gives them; a test that is not among
            them keeps its start.
    """
    atoms, leaves = list(ground.atoms), dict(ground.leaves)
    for atom in learnable_tests(ground):
        leaf = leaves[atom]
        if leaf.test is not None and leaf.test in learned:
            leaves[atom] = _moved(leaf, leaf.test, learned[leaf.test])
            atoms[atom - 1] = leaves[atom].text
    return replace(ground, atoms=tuple(atoms), leaves=leaves)


def learnable_tests(ground: GroundProgram) -> tuple[int, ...]:
    """Return the leaves that are tests with a learnable threshold.

    Raises:
        UnsupportedRuleError: A learnable threshold stands inside arithmetic or in an equation.
    """
    found = []
    for atom, leaf in sorted(ground.leaves.items()):
        if leaf.kind is LeafKind.TEST and leaf.test is not None:
            test = number_right(leaf.test)
            check_learnable(test, leaf.text)
            if isinstance(test.right, Threshold):
                found.append(atom)
    return tuple(found)


def check_learnable(test: NumericTest, text: str = "") -> None:
    """Refuse a threshold that cannot be learned where it stands.

    Args:
        test: A comparison, its number on the right.
        text: The comparison as text, for the message.

    Raises:
        UnsupportedRuleError: It stands inside arithmetic or in an equation.
    """
    said = f"{text}: " if text else ""
    sides = [side for side in (test.left, test.right) if not isinstance(side, float | int)]
    if any(map(_has_threshold, sides)):
        raise UnsupportedRuleError(
            f"{said}a learnable threshold stands inside arithmetic; write it alone on one side of "
            "a comparison"
        )
    if isinstance(test.right, Threshold) and test.comparison not in DIRECTIONS:
        raise UnsupportedRuleError(
            f"{said}a learnable threshold cannot be compared by {test.comparison}; use > >= < or =<"
        )


def _has_threshold(expression: Expression) -> bool:
    if isinstance(expression, Operation):
        return any(_has_threshold(argument) for argument in expression.arguments)
    return isinstance(expression, Threshold)


def with_threshold(test: NumericTest, number: float) -> NumericTest:
    """Return a comparison with another number as its learnable threshold."""
    if isinstance(test.right, Threshold):
        return replace(test, right=Threshold(number))
    return replace(test, left=Threshold(number))


def _moved(leaf: Leaf, test: NumericTest, number: float) -> Leaf:
    """Return a leaf with another threshold in its test and in its text."""
    middle = f" {test.comparison} "
    left, _, right = leaf.text.partition(middle)
    on_right = isinstance(test.right, Threshold)
    text = f"{left}{middle}{number:.6g}" if on_right else f"{number:.6g}{middle}{right}"
    return leaf._replace(text=text, test=with_threshold(test, number))


def number_right(test: NumericTest) -> NumericTest:
    """Return the test with its sides exchanged where the number stands on the left."""
    if isinstance(test.left, float | int):
        return NumericTest(MIRRORED[test.comparison], test.right, test.left)
    return test
