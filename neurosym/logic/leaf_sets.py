"""Sets of leaf literals that can hold together, and their probability.

Leaves of one choice exclude each other: the states of a variable, the heads of an annotated
disjunction. Different choices are independent, so the probability of a set is a product over
choices: of the leaf that holds, or of what the excluded leaves leave to one.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from neurosym.logic.choices import choice_key
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.rule_errors import network_error

_ROUNDING = 1e-12
"""What excluding all leaves of a choice that sums to one may leave by rounding."""


@dataclass(frozen=True, slots=True)
class LeafSet:
    """Leaf literals that hold together.

    Attributes:
        literals: The literals.
        cost: -log of their probability.
    """

    literals: frozenset[int]
    cost: float


EMPTY = LeafSet(frozenset(), 0.0)
"""Nothing assumed."""


@runtime_checkable
class ProofModel(Protocol):
    """What a search for proofs asks of the leaves that proofs rest on."""

    def probability(self, literal: int) -> float:
        """Return the probability of one literal."""

    def holds(self, literal: int) -> bool:
        """Return whether a literal may be taken as it is."""

    def add(self, leaves: LeafSet, literal: int) -> LeafSet | None:
        """Return the set with one more literal, or None if it cannot hold with the others."""

    def joint(self, literals: frozenset[int]) -> float:
        """Return the probability that literals hold together."""


class LeafModel:
    """Probabilities of leaf literals, given the truth of those that are known.

    Args:
        ground: The program.
        probability: Probabilities by leaf, before the program's own.
        truth: Leaves whose truth is known: they hold, or not, at no cost.
        unknown: Leaves of which nothing is known: no proof rests on them.
    """

    def __init__(
        self,
        ground: GroundProgram,
        probability: Mapping[int, float],
        truth: Mapping[int, bool],
        unknown: Collection[int] = (),
    ) -> None:
        self._ground = ground
        self._unknown = frozenset(unknown)
        self._probability = probability
        self._truth = truth
        self._decided = {self._group(leaf) for leaf, holds in truth.items() if holds}

    def probability(self, literal: int) -> float:
        """Return the probability of one literal; where none is given, its known truth.

        Raises:
            ValueError: The leaf has neither truth nor probability.
            UnsupportedRuleError: The leaf is decided by a network.
        """
        leaf = abs(literal)
        stated = self._ground.leaves[leaf].probability
        known = self._known(leaf)
        if leaf in self._probability:
            holds = self._probability[leaf]
        elif known is not None:
            holds = float(known)
        elif stated is not None:
            holds = stated
        else:
            text, neural = self._ground.text(leaf), self._ground.leaves[leaf].neural
            if neural is not None:
                raise network_error(text, neural.network)
            raise ValueError(f"the leaf {text} has neither truth nor probability; give one")
        return holds if literal > 0 else 1.0 - holds

    def holds(self, literal: int) -> bool:
        """Return True: what cannot be is in no proof."""
        return True

    def add(self, leaves: LeafSet, literal: int) -> LeafSet | None:
        """Return the set with one more literal, or None if it cannot hold with the others."""
        if literal in leaves.literals:
            return leaves
        if abs(literal) in self._unknown:
            return None
        holds = self._known(literal)
        if holds is False or -literal in leaves.literals:
            return None
        cost = leaves.cost
        if holds is None:
            group = self._group(abs(literal))
            others = [o for o in leaves.literals if self._group(abs(o)) == group]
            mine = [other for other in others if self._known(other) is None]
            factor = self._factor([*mine, literal])
            if factor <= 0.0:
                return None
            cost = max(cost, cost - math.log(factor) + math.log(self._factor(mine)))
        return LeafSet(leaves.literals | {literal}, cost)

    def joint(self, literals: frozenset[int]) -> float:
        """Return the probability that literals hold together."""
        groups: dict[tuple[str, int | str], list[int]] = {}
        for literal in sorted(literals):
            holds = self._known(literal)
            if holds is False or -literal in literals or abs(literal) in self._unknown:
                return 0.0
            if holds is None:
                groups.setdefault(self._group(abs(literal)), []).append(literal)
        return math.prod((max(self._factor(group), 0.0) for group in groups.values()), start=1.0)

    def _known(self, literal: int) -> bool | None:
        """Return whether a literal is known to hold, or not to, or neither."""
        leaf = abs(literal)
        if leaf in self._truth:
            return self._truth[leaf] == (literal > 0)
        return literal < 0 if self._group(leaf) in self._decided else None

    def _group(self, leaf: int) -> tuple[str, int | str]:
        return choice_key(leaf, self._ground.leaves[leaf])

    def _factor(self, literals: list[int]) -> float:
        """Return the probability of literals of one choice; 1 of none."""
        holding = [literal for literal in literals if literal > 0]
        if len(holding) > 1:
            return 0.0
        if holding:
            return self.probability(holding[0])
        rest = 1.0 - sum(self.probability(-literal) for literal in literals)
        return rest if len(literals) < 2 or rest > _ROUNDING else 0.0  # noqa: PLR2004
