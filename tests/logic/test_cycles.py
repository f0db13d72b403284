"""Components of a program and what depends on what."""

from collections.abc import Sequence

import numpy as np

from neurosym.logic.cycles import (
    Component,
    components,
    relevant_atoms,
    rules_by_head,
    upwards,
    well_founded,
)
from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule, Leaf, LeafKind
from neurosym.logic.worlds import BitAlgebra, Bits

RULES = ((1, (2,)), (2, (1,)), (2, (3,)), (4, (-5,)), (5, (4,)), (6, (1, -4, TRUE)), (7, (7,)))


def test_components_come_after_those_they_need() -> None:
    by_head = rules_by_head(GroundRule(head, body, 0) for head, body in RULES)
    found = components(by_head, [6, 7])
    assert set(found) == {
        Component((1, 2), recursive=True, negative=False),
        Component((3,), recursive=False, negative=False),
        Component((4, 5), recursive=True, negative=True),
        Component((6,), recursive=False, negative=False),
        Component((7,), recursive=True, negative=False),
    }
    place = {component.atoms: position for position, component in enumerate(found)}
    assert place[3,] < place[1, 2] < place[6,]
    assert place[4, 5] < place[6,]


def test_only_what_the_roots_need_is_relevant() -> None:
    rules = tuple(GroundRule(head, body, 0) for head, body in RULES)
    ground = GroundProgram(tuple("abcdefg"), {}, rules)
    assert relevant_atoms(ground, (-4, TRUE)) == {4, 5}
    assert relevant_atoms(ground, (1,)) == {1, 2, 3}
    assert relevant_atoms(ground, ()) == set()


def test_a_chain_of_ten_thousand_needs_no_deep_stack() -> None:
    size = 10_000
    by_head = rules_by_head(GroundRule(i, (i + 1,), 0) for i in range(1, size))
    found = components(by_head, [1])
    assert [component.atoms[0] for component in found] == list(range(size, 0, -1))


def test_atoms_come_after_those_right_below_them() -> None:
    assert upwards({1: [2, 3], 2: [3, 1], 3: []}, [1, 2]) == [3, 2, 1]


class CountingAlgebra(BitAlgebra):
    """Counts the conjunctions."""

    conjunctions = 0

    def conjoin(self, values: Sequence[Bits]) -> Bits:
        self.conjunctions += 1
        return super().conjoin(values)


def test_what_an_atom_of_a_cycle_gains_is_passed_on_at_once() -> None:
    # A chain whose last atom also supports the first: raised in step, it would take a round for
    # each atom and as many conjunctions as pairs of atoms.
    size = 50
    leaf = size + 1
    rules = [GroundRule(i, (i + 1,), 0) for i in range(1, size)]
    rules += [GroundRule(size, (1,), 0), GroundRule(size, (leaf,), 0)]
    leaves = {leaf: Leaf(LeafKind.FACT, "x", 0.5)}
    ground = GroundProgram(tuple(f"a{i}" for i in range(leaf)), leaves, tuple(rules))
    algebra = CountingAlgebra(8)
    held = np.array([0b10100000], dtype=np.uint8)
    values = well_founded(ground, {leaf: held}, algebra, [1])
    assert all(values[atom] == held for atom in range(1, leaf))
    assert algebra.conjunctions <= 4 * size
