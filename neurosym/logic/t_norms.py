"""Degrees of truth: t-norms, and the degrees that a program's rules give its atoms [1].

A degree is no probability: it is computed from the rules as they are written, body by body, and
two ways of saying the same may have two degrees. That is its price; what it buys is time, linear
in the rules, for programs that are too large to compile.

References:
    [1] Hajek 1998, Metamathematics of fuzzy logic.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from neurosym.errors import ResourceLimitError, UnsupportedRuleError
from neurosym.logic.cycles import Component, components, rules_by_head
from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule

_SAME = 1e-12
_MOST_STEPS = 10_000


class TNorm(StrEnum):
    """What "and" does with degrees; "or" is its dual, and "not x" is 1 - x.

    PRODUCT: x y. LUKASIEWICZ: max(0, x + y - 1). GODEL: min(x, y).
    """

    PRODUCT = "product"
    LUKASIEWICZ = "lukasiewicz"
    GODEL = "godel"

    def conjoin(self, degrees: Sequence[float]) -> float:
        """Return the degree to which all hold."""
        if self is TNorm.PRODUCT:
            return math.prod(degrees)
        if self is TNorm.LUKASIEWICZ:
            return max(0.0, 1.0 - math.fsum(1.0 - degree for degree in degrees))
        return min(degrees, default=1.0)

    def disjoin(self, degrees: Sequence[float]) -> float:
        """Return the degree to which one holds."""
        return 1.0 - self.conjoin([1.0 - degree for degree in degrees])


def fuzzy_degrees(ground: GroundProgram, t_norm: TNorm = TNorm.PRODUCT) -> dict[str, float]:
    """Return the degree of every query, from the probabilities of facts as their degrees.

    Atoms that depend on each other start at 0, and their rules are applied until nothing changes.

    Args:
        ground: The program.
        t_norm: What "and" means.

    Raises:
        UnsupportedRuleError: There is a constraint, evidence about an atom that rules define, or a
            loop through negation.
        ResourceLimitError: Atoms that depend on each other do not settle.
    """
    if ground.constraints:
        clause = ground.constraints[0].clause
        raise UnsupportedRuleError(
            f"{ground.place(clause)}: a constraint excludes worlds, and degrees of truth have no "
            "worlds; ask with another method, or penalise what breaks it with FuzzyLoss"
        )
    degrees: dict[int, float] = {TRUE: 1.0}
    for atom, leaf in ground.leaves.items():
        if leaf.probability is None:
            raise ValueError(f"the leaf {leaf.text} has no degree; give it a probability")
        degrees[atom] = leaf.probability
    for literal in ground.evidence:
        if abs(literal) not in ground.leaves:
            raise UnsupportedRuleError(
                f"evidence about {ground.text(abs(literal))}: degrees of truth cannot be "
                "conditioned on what rules define; give the facts below it, or ask exactly"
            )
        degrees[abs(literal)] = float(literal > 0)
    by_head = rules_by_head(ground.rules)
    asked = [abs(literal) for _, literal in ground.queries if abs(literal) != TRUE]
    for component in positive_components(ground, by_head, asked):
        _settle(ground, component, by_head, degrees, t_norm)
    return {text: _degree(literal, degrees) for text, literal in ground.queries}


def positive_components(
    ground: GroundProgram, by_head: Mapping[int, Sequence[GroundRule]], atoms: Iterable[int]
) -> Iterator[Component]:
    """Yield the atoms that rules define, those that depend on each other together, bottom-up.

    Raises:
        UnsupportedRuleError: A loop passes through a negation.
    """
    for component in components(by_head, atoms):
        if component.negative:
            names = ", ".join(ground.text(atom) for atom in component.atoms[:4])
            raise UnsupportedRuleError(
                f"{names} depend on their own negation, and degrees of truth have no meaning "
                "there; break the loop"
            )
        if any(atom not in ground.leaves for atom in component.atoms):
            yield component


def _settle(
    ground: GroundProgram,
    component: Component,
    by_head: Mapping[int, Sequence[GroundRule]],
    degrees: dict[int, float],
    t_norm: TNorm,
) -> None:
    degrees.update(dict.fromkeys(component.atoms, 0.0))
    for _ in range(_MOST_STEPS):
        change = 0.0
        for atom in component.atoms:
            bodies = [
                t_norm.conjoin([_degree(literal, degrees) for literal in rule.body])
                for rule in by_head.get(atom, ())
            ]
            degree = t_norm.disjoin(bodies)
            change = max(change, abs(degree - degrees[atom]))
            degrees[atom] = degree
        if change < _SAME or not component.recursive:
            return
    raise ResourceLimitError(
        f"the degrees of {ground.text(component.atoms[0])} and what depends on it do not settle "
        f"in {_MOST_STEPS} steps; use the t-norm godel"
    )


def _degree(literal: int, degrees: Mapping[int, float]) -> float:
    degree = degrees[abs(literal)]
    return degree if literal > 0 else 1.0 - degree
