"""Rules as factors over the variables of a case: exact, and small where rules are local.

A ground constraint depends on the variables, numbers and chances that its derivation reaches.
Over the joint states of just those, its truth is tabulated once, when the rules are loaded. The
tables join the junction tree of the causal network, so that rules condition the *joint* posterior
of their variables, never a product of marginals.

Three kinds of leaves become axes of such a table:

- a variable in a state is that variable of the network;
- a comparison of one column with a constant is the column's bin, whose cuts include the constant;
  any other comparison is an axis of its own with the states false, true and unknown, and an
  unknown comparison breaks no rule;
- a probabilistic fact, or an annotated disjunction, is an axis of its own with its probabilities.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float64

from neurosym.errors import ResourceLimitError
from neurosym.logic.ground_program import (
    FALSE,
    TRUE,
    GroundConstraint,
    GroundProgram,
    Leaf,
    LeafKind,
    NumericTest,
)
from neurosym.logic.numeric_tests import UNKNOWN, Cut, as_cut
from neurosym.logic.rule_errors import network_error
from neurosym.logic.worlds import truth

LARGEST_TABLE = 2**20
"""Most joint states that one rule may range over."""


@dataclass(frozen=True, slots=True)
class ExtraVariable:
    """An axis that the network does not have: a chance of the rules, or a comparison.

    Attributes:
        probabilities: Of a chance, the probability of each of its states; else None.
        test: Of a comparison, the comparison; its states are false, true, unknown.
    """

    probabilities: tuple[float, ...] | None = None
    test: NumericTest | None = None

    @property
    def card(self) -> int:
        """Number of states."""
        return 3 if self.probabilities is None else len(self.probabilities)


@dataclass(frozen=True, slots=True)
class RuleFactor:
    """One constraint instance, tabulated.

    Attributes:
        scope: Its variables, increasing; from ``len(cards of the network)`` on they are extra.
        broken: Whether the constraint is broken, one axis for each variable of the scope.
        strength: 1 for a hard constraint, else the share of weight that a breaking world loses.
        clause: Index of the source clause.
        instance: The predicted atoms that it is counted for.
        learnable: Whether the strength is to be learned.
    """

    scope: tuple[int, ...]
    broken: Bool[np.ndarray, "..."]
    strength: float
    clause: int
    instance: tuple[str, ...]
    learnable: bool = False

    @property
    def hard(self) -> bool:
        """Whether no world may break it."""
        return self.strength >= 1.0

    def table(self, strength: float | None = None) -> Float64[np.ndarray, "..."]:
        """Return the factor ``1 - strength`` where broken and 1 elsewhere."""
        return 1.0 - (self.strength if strength is None else strength) * self.broken


@dataclass(frozen=True, slots=True)
class QueryFactor:
    """A derived atom as a deterministic function of the variables that it depends on.

    Attributes:
        text: The atom.
        scope: The variables that it depends on, increasing.
        holds: Whether it holds, one axis for each variable of the scope.
    """

    text: str
    scope: tuple[int, ...]
    holds: Bool[np.ndarray, "..."]


@dataclass(frozen=True, slots=True)
class RuleFactors:
    """Everything that the rules add to a network of given cardinalities.

    Attributes:
        cards: States of each network variable.
        extra: The axes that the rules add behind them.
        constraints: The tabulated constraints.
        queries: The tabulated derived atoms.
    """

    cards: tuple[int, ...]
    extra: tuple[ExtraVariable, ...] = ()
    constraints: tuple[RuleFactor, ...] = ()
    queries: tuple[QueryFactor, ...] = ()

    @property
    def all_cards(self) -> tuple[int, ...]:
        """States of network variables and extra axes."""
        return self.cards + tuple(variable.card for variable in self.extra)


def required_cuts(ground: GroundProgram) -> dict[int, tuple[float, ...]]:
    """Return, for each numeric variable, the thresholds that its bins must be cut at."""
    cuts: dict[int, set[float]] = {}
    for cut in _cuts(ground.leaves.values()):
        cuts.setdefault(cut.variable, set()).add(cut.threshold)
    return {variable: tuple(sorted(thresholds)) for variable, thresholds in cuts.items()}


def _cuts(leaves: Iterable[Leaf]) -> list[Cut]:
    found = (as_cut(leaf.test) for leaf in leaves if leaf.test is not None)
    return [cut for cut in found if cut is not None]


def build_rule_factors(
    ground: GroundProgram, cards: Sequence[int], cuts: Sequence[tuple[float, ...]]
) -> RuleFactors:
    """Tabulate every constraint and query of a ground program.

    Args:
        ground: Rules grounded under the schema of the vocabulary.
        cards: States of each variable.
        cuts: Inner cut points of each numeric variable; empty for discrete ones. They must
            include :func:`required_cuts`.

    Raises:
        ResourceLimitError: If a rule ranges over more than ``LARGEST_TABLE`` joint states.
    """
    axes = _Axes(ground, tuple(cards), tuple(cuts))
    groups: dict[tuple[int, tuple[str, ...]], list[GroundConstraint]] = {}
    for constraint in ground.constraints:
        groups.setdefault((constraint.clause, constraint.instance), []).append(constraint)
    constraints = tuple(_constraint_factor(ground, axes, group) for group in groups.values())
    queries = tuple(_query_factor(ground, axes, *query) for query in ground.queries)
    return RuleFactors(tuple(cards), tuple(axes.extra), constraints, queries)


class _Axes:
    """Gives every leaf its axis and its truth in each state of that axis."""

    def __init__(
        self, ground: GroundProgram, cards: tuple[int, ...], cuts: tuple[tuple[float, ...], ...]
    ) -> None:
        self.cards = cards
        self.cuts = cuts
        self.extra: list[ExtraVariable] = []
        self.of_leaf: dict[int, tuple[int, Bool[np.ndarray, " state"]]] = {}
        groups: dict[int, list[int]] = {}
        for atom, leaf in ground.leaves.items():
            if leaf.neural is not None:
                raise network_error(leaf.text, leaf.neural.network)
            if leaf.kind is LeafKind.FACT and leaf.group >= 0:
                groups.setdefault(leaf.group, []).append(atom)
            else:
                self.of_leaf[atom] = self._single(leaf)
        for atoms in groups.values():
            self._disjunction(ground, atoms)

    def card(self, axis: int) -> int:
        if axis < len(self.cards):
            return self.cards[axis]
        return self.extra[axis - len(self.cards)].card

    def is_test(self, axis: int) -> bool:
        return axis >= len(self.cards) and self.extra[axis - len(self.cards)].test is not None

    def _single(self, leaf: Leaf) -> tuple[int, Bool[np.ndarray, " state"]]:
        if leaf.kind is LeafKind.STATE:
            return leaf.variable, np.arange(self.cards[leaf.variable]) == leaf.state
        if leaf.test is not None:
            return self._comparison(leaf.test)
        probability = leaf.probability or 0.0
        return self._add(ExtraVariable((1.0 - probability, probability))), np.array([False, True])

    def _comparison(self, test: NumericTest) -> tuple[int, Bool[np.ndarray, " state"]]:
        cut = as_cut(test)
        if cut is None or cut.threshold not in self.cuts[cut.variable]:
            return self._add(ExtraVariable(test=test)), np.array([False, True, False])
        first = self.cuts[cut.variable].index(cut.threshold) + 1
        upper = np.arange(self.cards[cut.variable]) >= first
        return cut.variable, upper == cut.above

    def _disjunction(self, ground: GroundProgram, atoms: list[int]) -> None:
        chances = [ground.leaves[atom].probability or 0.0 for atom in atoms]
        rest = max(0.0, 1.0 - math.fsum(chances))
        axis = self._add(ExtraVariable((*chances, rest)))
        for choice, atom in enumerate(atoms):
            self.of_leaf[atom] = (axis, np.arange(len(atoms) + 1) == choice)

    def _add(self, variable: ExtraVariable) -> int:
        self.extra.append(variable)
        return len(self.cards) + len(self.extra) - 1


def _constraint_factor(
    ground: GroundProgram, axes: _Axes, group: list[GroundConstraint]
) -> RuleFactor:
    first = group[0]
    bodies = [constraint.body for constraint in group]
    scope, broken = _tabulate(ground, axes, bodies, f"rule {_place(ground, first.clause)}")
    return RuleFactor(scope, broken, first.strength, first.clause, first.instance, first.learnable)


def _query_factor(ground: GroundProgram, axes: _Axes, text: str, literal: int) -> QueryFactor:
    scope, holds = _tabulate(ground, axes, [(literal,)], f"query {text}")
    return QueryFactor(text, scope, holds)


def _place(ground: GroundProgram, clause: int) -> str:
    return str(ground.clauses[clause].position) if clause < len(ground.clauses) else str(clause)


def _tabulate(
    ground: GroundProgram, axes: _Axes, bodies: Sequence[tuple[int, ...]], name: str
) -> tuple[tuple[int, ...], Bool[np.ndarray, "..."]]:
    """Return the axes that some bodies depend on, and where any of the bodies holds."""
    cone = _cone(ground, bodies)
    leaves = sorted(atom for atom in cone if atom in ground.leaves)
    scope = tuple(sorted({axes.of_leaf[leaf][0] for leaf in leaves}))
    shape = tuple(axes.card(axis) for axis in scope)
    worlds = math.prod(shape)
    if worlds > LARGEST_TABLE:
        raise ResourceLimitError(
            f"{name} ranges over {len(scope)} variables with {worlds:,} joint states, more than "
            f"{LARGEST_TABLE:,}; split it into rules that mention fewer variables"
        )
    states = np.indices(shape).reshape(len(shape), worlds)
    chosen = [axes.of_leaf[leaf][1][states[scope.index(axes.of_leaf[leaf][0])]] for leaf in leaves]
    small = replace(
        ground,
        rules=tuple(rule for rule in ground.rules if rule.head in cone),
        leaves={leaf: ground.leaves[leaf] for leaf in leaves},
        constraints=(),
    )
    leaf_truth = np.array(chosen, dtype=bool).reshape(len(leaves), worlds)
    atoms = truth(small, leaves, leaf_truth)
    holds = np.zeros(worlds, dtype=bool)
    for body in bodies:
        holds |= _conjunction(atoms, body, worlds)
    return scope, _whatever_is_unknown(holds.reshape(shape), scope, axes)


def _whatever_is_unknown(
    holds: Bool[np.ndarray, "..."], scope: tuple[int, ...], axes: _Axes
) -> Bool[np.ndarray, "..."]:
    """Let an unknown comparison hold a body only where it holds with either outcome."""
    for place, axis in enumerate(scope):
        if axes.is_test(axis):
            first = np.moveaxis(holds, place, 0)
            first[UNKNOWN] = first[0] & first[1]
    return holds


def _conjunction(
    atoms: Bool[np.ndarray, "atom world"], body: tuple[int, ...], worlds: int
) -> Bool[np.ndarray, " world"]:
    holds = np.ones(worlds, dtype=bool)
    for literal in body:
        if literal == FALSE:
            holds[:] = False
        elif literal != TRUE:
            holds &= atoms[literal - 1] if literal > 0 else ~atoms[-literal - 1]
    return holds


def _cone(ground: GroundProgram, bodies: Sequence[tuple[int, ...]]) -> frozenset[int]:
    """Return every atom that the bodies depend on, through rules."""
    rules: dict[int, list[tuple[int, ...]]] = {}
    for rule in ground.rules:
        rules.setdefault(rule.head, []).append(rule.body)
    seen: set[int] = set()
    open_atoms = [abs(literal) for body in bodies for literal in body if abs(literal) != TRUE]
    while open_atoms:
        atom = open_atoms.pop()
        if atom not in seen:
            seen.add(atom)
            below = (abs(literal) for body in rules.get(atom, ()) for literal in body)
            open_atoms.extend(literal for literal in below if literal != TRUE)
    return frozenset(seen)
