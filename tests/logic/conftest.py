"""Random ground programs: cycles, negation, annotated disjunctions, evidence and constraints."""

import random
from collections.abc import Callable
from typing import Any

import pytest


def _random_program(seed: int, facts: int = 5, derived: int = 5) -> Any:
    from neurosym.logic.ground_program import (
        GroundConstraint,
        GroundProgram,
        GroundRule,
        Leaf,
        LeafKind,
    )

    draw = random.Random(seed)
    leaves = [
        Leaf(LeafKind.FACT, f"f{i}", draw.choice([0.1, 0.3, 0.5, 0.8, 0.9])) for i in range(facts)
    ]
    for group in range(draw.randint(0, 2)):
        size, total = draw.randint(2, 3), draw.choice([0.6, 1.0])
        leaves += [Leaf(LeafKind.FACT, f"g{group}{i}", total / size, group) for i in range(size)]
    first = len(leaves) + 1
    heads = range(first, first + derived)

    def body(head: int) -> tuple[int, ...]:
        # A negated derived atom is one of a lower number: no loop goes through a negation.
        size = draw.randint(1, 3)
        atoms = [draw.randint(1, heads[-1]) for _ in range(size)]
        return tuple(-a if a < min(head, first) and draw.random() < 0.4 else a for a in atoms)

    rules = [GroundRule(head, body(head), 0) for head in heads for _ in range(draw.randint(1, 3))]
    rules += [
        GroundRule(head, (-draw.randint(1, head - 1), draw.randint(1, first - 1)), 0)
        for head in heads
        if not any(b >= head for r in rules for b in r.body) and draw.random() < 0.5
    ]
    constraints = [
        GroundConstraint(tuple(draw.sample(range(1, first), 2)), draw.choice([1.0, 0.5, 0.9]), i)
        for i in range(draw.randint(0, 2))
    ]
    evidence = [draw.choice([1, 1, -1]) * draw.choice(heads) for _ in range(draw.randint(0, 1))]
    return GroundProgram(
        (*(leaf.text for leaf in leaves), *(f"a{head}" for head in heads)),
        dict(enumerate(leaves, start=1)),
        tuple(rules),
        tuple(constraints),
        tuple((f"a{head}", head) for head in heads),
        tuple(evidence),
    )


@pytest.fixture(scope="session")
def random_program() -> Callable[[int], Any]:
    """Return the function that makes the random program of a seed."""
    return _random_program
