"""What it would take to make a literal true: leaves that are otherwise, at a cost.

The search for proofs finds the cheapest first. Here a leaf that is as it is costs nothing, and one
that would have to be otherwise costs what its change counts; chance costs next to nothing, so that
of equal changes the one with the most probable proof comes first.
"""

from collections.abc import Mapping

from neurosym.logic.leaf_sets import LeafModel, LeafSet
from neurosym.logic.open_facts import OpenFacts

_CHANCE = 1e-7
"""What one nat of chance costs, beside a change that costs 1."""


class RepairModel:
    """Leaves that may be otherwise.

    Args:
        facts: The program.
        cost: What it costs that a leaf of known or unknown truth is otherwise; others cannot be.
    """

    def __init__(self, facts: OpenFacts, cost: Mapping[int, float]) -> None:
        self._truth = facts.truth
        self._unknown = facts.unknown
        self._cost = cost
        self._chance = LeafModel(facts.ground, {}, facts.truth)

    def holds(self, literal: int) -> bool:
        """Return whether a literal holds as things are, or by chance."""
        leaf = abs(literal)
        return leaf not in self._unknown and self._truth.get(leaf, literal > 0) == (literal > 0)

    def changed(self, leaves: frozenset[int]) -> frozenset[int]:
        """Return the literals that would have to be otherwise."""
        return frozenset(literal for literal in leaves if self._is_change(literal))

    def _is_change(self, literal: int) -> bool:
        leaf = abs(literal)
        return leaf in self._unknown or self._truth.get(leaf, literal > 0) != (literal > 0)

    def probability(self, literal: int) -> float:
        """Return the probability of a literal; 1 or 0 of one that chance has no part in."""
        if abs(literal) in self._truth or abs(literal) in self._unknown:
            return float(self.holds(literal))
        return self._chance.probability(literal)

    def add(self, leaves: LeafSet, literal: int) -> LeafSet | None:
        """Return the set with one more literal, or None if it cannot hold with the others."""
        if literal in leaves.literals:
            return leaves
        if -literal in leaves.literals:
            return None
        cost = self._added(leaves, literal)
        return None if cost is None else LeafSet(leaves.literals | {literal}, leaves.cost + cost)

    def _added(self, leaves: LeafSet, literal: int) -> float | None:
        leaf = abs(literal)
        if self._is_change(literal):
            return self._cost.get(leaf)
        if leaf in self._truth:
            return 0.0
        extended = self._chance.add(LeafSet(self._by_chance(leaves.literals), 0.0), literal)
        return None if extended is None else _CHANCE * extended.cost

    def _by_chance(self, literals: frozenset[int]) -> frozenset[int]:
        known = (self._truth, self._unknown)
        return frozenset(lit for lit in literals if not any(abs(lit) in some for some in known))

    def joint(self, literals: frozenset[int]) -> float:
        """Return the probability of what chance decides, if what must be otherwise is."""
        return self._chance.joint(self._by_chance(literals))
