"""Programs with decided and with open leaves, against the truth in all worlds."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from neurosym.logic.choices import choices_of
from neurosym.logic.evidence_rules import evidence_program
from neurosym.logic.ground_program import TRUE, GroundProgram
from neurosym.logic.partial_programs import conditioned, negative_loops, opened
from neurosym.logic.program import Program
from neurosym.logic.worlds import holds, truth

Random = Callable[[int], GroundProgram]


def all_worlds(ground: GroundProgram) -> tuple[list[int], np.ndarray]:
    """Return the leaves and their truth in every world, whatever its weight."""
    choices = choices_of(ground)
    leaves = [leaf for choice in choices for leaf in choice.leaves]
    columns = [
        [
            taken == leaf
            for choice, taken in zip(choices, picked, strict=True)
            for leaf in choice.leaves
        ]
        for picked in product(*[(*c.leaves, *([] if c.complete else [0])) for c in choices])
    ]
    return leaves, np.array(columns, dtype=np.bool_).T


@pytest.mark.parametrize("seed", range(30))
def test_open_leaves_leave_what_must_hold_below_what_may(seed: int, random_program: Random) -> None:
    ground = evidence_program(random_program(seed)).ground
    roots = [sign * atom for atom in range(1, len(ground.atoms) + 1) for sign in (1, -1)]
    leaves, worlds = all_worlds(ground)
    exact = truth(ground, leaves, worlds)
    choices = choices_of(ground)
    hidden = [leaf for choice in choices[seed % 2 :: 2] for leaf in choice.leaves]
    program = opened(ground, hidden, roots, negative_loops(ground, roots))
    assert not set(program.ground.leaves) & set(hidden)
    kept = [row for row, leaf in enumerate(leaves) if leaf in program.ground.leaves]
    found = truth(program.ground, [leaves[row] for row in kept], worlds[kept])
    for root, low, high in zip(roots, program.lower, program.upper, strict=True):
        assert (holds(low, found) <= holds(root, exact)).all()
        assert (holds(root, exact) <= holds(high, found)).all()


@pytest.mark.parametrize("seed", range(30))
def test_known_leaves_leave_the_truth_of_the_rest(seed: int, random_program: Random) -> None:
    ground = evidence_program(random_program(seed)).ground
    roots = list(range(1, len(ground.atoms) + 1))
    leaves, worlds = all_worlds(ground)
    exact = truth(ground, leaves, worlds)
    for choice in choices_of(ground):
        for taken in choice.leaves:
            literals = [leaf if leaf == taken else -leaf for leaf in choice.leaves]
            here = worlds[leaves.index(taken)]
            program, ends = conditioned(ground, literals, roots)
            kept = [row for row, leaf in enumerate(leaves) if leaf in program.leaves]
            found = truth(program, [leaves[row] for row in kept], worlds[kept])
            for root, end in zip(roots, ends, strict=True):
                assert (holds(end, found)[here] == holds(root, exact)[here]).all()


def test_nothing_open_changes_nothing() -> None:
    ground = Program.from_text("0.5::x. 0.5::y. a :- x, \\+ y. query(a).").ground()
    (root,) = (literal for _, literal in ground.queries)
    program = opened(ground, (), [root], ())
    assert program.lower == program.upper == (root,)
    everything = opened(ground, list(ground.leaves), [root], ())
    assert (everything.lower, everything.upper) == ((-TRUE,), (TRUE,))
