"""What decides each variable, as rows of values and nodes: choices, and rules of derived atoms.

A variable whose rules mention few others gets one closed factor over them. One with many rules is
open: every rule, or the rules that share a private choice, has a factor of its own that says what
the rule derives, and elimination brings them together.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from neurosym.logic.circuit import ONE, ZERO
from neurosym.logic.elimination.encoding import (
    Condition,
    Definition,
    Encoding,
    NotEliminableError,
)
from neurosym.logic.plain_nodes import PlainStore

ABSENT, ASSUMED, FOUNDED = 0, 1, 2
"""Values of an open variable: false; true, but nothing seen so far derives it; true and derived."""

_CLOSED_ROWS = 64
"""Rows of parents up to which a single atom's rules share one factor."""

_MOST_ROWS = 100_000

Row = tuple[tuple[int, ...], int, int]
"""Values of the variables, the variable that a link to the last one comes from (-1: no link), the
node."""

Cluster = tuple[int, list[Definition]]
"""A private choice (-1: none) and the rules that use it."""


@dataclass(frozen=True, slots=True)
class Factor:
    """Rows over variables; a row that is missing has no weight.

    Attributes:
        variables: Variable of every value of a row.
        rows: The rows.
    """

    variables: tuple[int, ...]
    rows: list[Row]


class Definitions:
    """Makes the factors of an encoding.

    Args:
        encoding: The variables.
        alternatives: Nodes of every choice's alternatives, the last being "none" if it is
            incomplete; ZERO where one is impossible.
        store: Where nodes are made.
        smooth: Whether a choice that does not matter still adds its total weight.
    """

    def __init__(
        self,
        encoding: Encoding,
        alternatives: Sequence[Sequence[int]],
        store: PlainStore,
        *,
        smooth: bool,
    ) -> None:
        self.encoding = encoding
        self.alternatives = alternatives
        self.store = store
        self.smooth = smooth
        self._totals: dict[int, int] = {}
        self._spare: dict[tuple[tuple[int, ...], int], int] = {}
        self._shapes: dict[object, list[Row]] = {}
        self._clusters = {v: _clusters(rules) for v, rules in encoding.rules.items()}
        self.open = frozenset(v for v in encoding.rules if self._is_open(v))

    def factors(self) -> list[Factor]:
        """Return all factors.

        Raises:
            NotEliminableError: A factor would be too large.
        """
        found = []
        for variable, choice in self.encoding.choice.items():
            nodes = self.alternatives[choice]
            rows: list[Row] = [((at,), -1, node) for at, node in enumerate(nodes) if node != ZERO]
            found.append(Factor((variable,), rows))
        for variable, clusters in self._clusters.items():
            if variable in self.open:
                found += [self._open_factor(variable, cluster) for cluster in clusters]
                if not clusters:
                    found.append(Factor((variable,), [((ABSENT,), -1, ONE)]))
            else:
                found.append(self._closed_factor(variable, clusters))
        return found

    def _is_open(self, variable: int) -> bool:
        if variable in self.encoding.cycle:
            return True
        clusters = self._clusters[variable]
        if self.encoding.cards[variable] > 2 or len(clusters) < 2:  # noqa: PLR2004
            return False
        parents = self._parents(clusters, self._conditions(clusters))
        return self._grid_size(parents) > max(_CLOSED_ROWS, 2 * len(clusters))

    def _conditions(self, clusters: Sequence[Cluster]) -> list[list[Condition]]:
        return [[self.encoding.condition(rule.body) for rule in rules] for _, rules in clusters]

    def _parents(
        self, clusters: Sequence[Cluster], conditions: Sequence[Sequence[Condition]]
    ) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for group in conditions:
            for condition in group:
                found |= dict.fromkeys([v for v, _ in condition.equal])
                found |= dict.fromkeys([v for v, _ in condition.unequal])
        return tuple(found)

    def _grid_size(self, parents: Sequence[int]) -> int:
        size = 1
        for parent in parents:
            size *= self.encoding.cards[parent]
        return size

    def _total(self, choice: int) -> int:
        """Return the node of a choice that does not matter."""
        if choice < 0 or not self.smooth:
            return ONE
        if choice not in self._totals:
            self._totals[choice] = self.store.sum(self.alternatives[choice])
        return self._totals[choice]

    def _closed_factor(self, variable: int, clusters: Sequence[Cluster]) -> Factor:
        conditions = self._conditions(clusters)
        parents = self._parents(clusters, conditions)
        if self._grid_size(parents) > _MOST_ROWS:
            raise NotEliminableError
        cards = [self.encoding.cards[parent] for parent in parents]
        states = {key: {0: [ONE]} for key in product(*map(range, cards))}
        busy: dict[tuple[int, ...], int] = defaultdict(int)
        for at, ((choice, rules), conds) in enumerate(zip(clusters, conditions, strict=True)):
            active: dict[tuple[int, ...], list[Definition]] = defaultdict(list)
            for rule, condition in zip(rules, conds, strict=True):
                for key in _matches(condition, parents, cards):
                    active[key].append(rule)
            for key, found in active.items():
                busy[key] |= 1 << at
                states[key] = self._applied(states[key], choice, found)
        rows: list[Row] = []
        choices = tuple(choice for choice, _ in clusters)
        for key, values in states.items():
            spare = self._spare_node(choices, ~busy[key] & ((1 << len(choices)) - 1))
            rows += [
                ((*key, value), -1, self.store.product(self.store.sum(nodes), spare))
                for value, nodes in values.items()
            ]
        return Factor((*parents, variable), rows)

    def _applied(
        self, values: Mapping[int, list[int]], choice: int, rules: Sequence[Definition]
    ) -> dict[int, list[int]]:
        """Return a row's values after the active rules of one cluster."""
        found: dict[int, list[int]] = defaultdict(list)
        if choice < 0:
            for nodes in values.values():
                found[rules[0].value] += nodes
            return found
        given = {rule.private[1]: rule.value for rule in rules if rule.private}
        for value, nodes in values.items():
            node = self.store.sum(nodes)
            for alternative, weight in enumerate(self.alternatives[choice]):
                if weight != ZERO:
                    new = given.get(alternative, value)
                    found[new].append(self.store.product(node, weight))
        return found

    def _spare_node(self, choices: tuple[int, ...], unused: int) -> int:
        """Return the product of the totals of the choices that do not matter in a row."""
        if not self.smooth or not unused:
            return ONE
        if len(choices) == 1:
            return self._total(choices[0])
        key = (choices, unused)
        if key not in self._spare:
            half = len(choices) // 2
            low = self._spare_node(choices[:half], unused & ((1 << half) - 1))
            self._spare[key] = self.store.product(
                low, self._spare_node(choices[half:], unused >> half)
            )
        return self._spare[key]

    def _open_factor(self, variable: int, cluster: Cluster) -> Factor:
        """Return what the rules of one cluster derive of an open variable."""
        choice, rules = cluster
        conditions = [self.encoding.condition(rule.body) for rule in rules]
        parents = self._parents([cluster], [conditions])
        nodes = self.alternatives[choice] if choice >= 0 else (ONE,)
        number = {parent: at for at, parent in enumerate(parents)}
        cycle = self.encoding.cycle.get(variable, -1)
        inside = [cycle >= 0 and self.encoding.cycle.get(parent) == cycle for parent in parents]
        named = [
            Condition(
                tuple((number[v], value) for v, value in c.equal),
                tuple((number[v], value) for v, value in c.unequal),
            )
            for c in conditions
        ]
        shape = (
            tuple(self.encoding.cards[parent] for parent in parents),
            tuple(inside),
            tuple(named),
            tuple(rule.private[1] if rule.private else -1 for rule in rules),
            tuple(node != ZERO for node in nodes),
        )
        if shape not in self._shapes:
            self._shapes[shape] = _open_rows(shape[0], inside, named, shape[3], shape[4])
        weights = (*nodes, ONE, self._total(choice))
        sources = (*parents, -1)
        rows = [(values, sources[at], weights[node]) for values, at, node in self._shapes[shape]]
        return Factor((*parents, variable), rows)


def _clusters(rules: Sequence[Definition]) -> list[Cluster]:
    by_choice: dict[int, list[Definition]] = defaultdict(list)
    alone: list[Cluster] = []
    for rule in rules:
        if rule.private is None:
            alone.append((-1, [rule]))
        else:
            by_choice[rule.private[0]].append(rule)
    return [*alone, *by_choice.items()]


def _matches(
    condition: Condition, parents: Sequence[int], cards: Sequence[int]
) -> list[tuple[int, ...]]:
    """Return the combinations of the parents' values that meet a condition."""
    equal: dict[int, int] = {}
    for variable, value in condition.equal:
        if equal.setdefault(variable, value) != value:
            return []
    unequal = set(condition.unequal)
    spaces = []
    for parent, card in zip(parents, cards, strict=True):
        space = (equal[parent],) if parent in equal else range(card)
        spaces.append([v for v in space if (parent, v) not in unequal] if unequal else space)
    return list(product(*spaces))


def _open_rows(
    cards: Sequence[int],
    inside: Sequence[bool],
    conditions: Sequence[Condition],
    private: Sequence[int],
    possible: Sequence[bool],
) -> list[Row]:
    """Return the rows of an open factor; a node is an alternative's number, then one and total.

    Args:
        cards: Numbers of values of the parents.
        inside: Which parents are on the variable's cycle.
        conditions: What the rules ask of the parents, by their numbers.
        private: Alternative that each rule needs, or -1.
        possible: Which alternatives are possible.
    """
    size = 1
    for card in cards:
        size *= card
    if size > _MOST_ROWS:
        raise NotEliminableError
    parents = range(len(cards))
    active: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for rule, condition in enumerate(conditions):
        for key in _matches(condition, parents, cards):
            active[key].append(rule)
    one, total = len(possible), len(possible) + 1
    rows: list[Row] = []
    for key in product(*map(range, cards)):
        if key not in active:
            rows += [((*key, value), -1, total) for value in (ABSENT, ASSUMED)]
            continue
        for alternative in [at for at, there in enumerate(possible) if there]:
            rules = [rule for rule in active[key] if private[rule] in (-1, alternative)]
            node = one if private[active[key][0]] < 0 else alternative
            rows += [((*key, v), link, node) for v, link in _outcomes(rules, conditions, inside)]
    return rows


def _outcomes(
    rules: Sequence[int], conditions: Sequence[Condition], inside: Sequence[bool]
) -> list[tuple[int, int]]:
    """Return values and links that a row may have where some rules apply."""
    if not rules:
        return [(ABSENT, -1), (ASSUMED, -1)]
    sources = set()
    for rule in rules:
        found = [parent for parent, _ in conditions[rule].equal if inside[parent]]
        if not found:
            return [(FOUNDED, -1)]
        sources.update(found)
    if len(sources) > 1:
        raise NotEliminableError
    return [(ASSUMED, sources.pop())]


def restricted(
    factors: Sequence[Factor], known: Mapping[int, frozenset[int]], is_open: frozenset[int]
) -> list[Factor]:
    """Return the factors under evidence: rows that contradict it and columns that it fixes go.

    Args:
        factors: Factors.
        known: Values that a variable may have; of an open one, 1 stands for true.
        is_open: The open variables.
    """
    return [
        _restricted(factor, known, is_open)
        if not known.keys().isdisjoint(factor.variables)
        else factor
        for factor in factors
    ]


def _restricted(
    factor: Factor, known: Mapping[int, frozenset[int]], is_open: frozenset[int]
) -> Factor:
    rows = factor.rows
    kept = []
    for at, variable in enumerate(factor.variables):
        allowed = known.get(variable)
        if allowed is None:
            kept.append(at)
            continue
        if variable in is_open and ASSUMED in allowed:
            allowed = allowed | {FOUNDED}
        rows = [row for row in rows if row[0][at] in allowed]
        if len(allowed) > 1:
            kept.append(at)
    if len(kept) < len(factor.variables):
        rows = [(tuple([values[at] for at in kept]), link, node) for values, link, node in rows]
    return Factor(tuple([factor.variables[at] for at in kept]), rows)
