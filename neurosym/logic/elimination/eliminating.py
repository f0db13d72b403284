"""Compile by variable elimination: the circuit of all queries' joint weights with the evidence.

Tables over few variables are joined and summed out one variable at a time, in an order that
fills in little [1]; what is recorded on the way is a smooth, deterministic, decomposable circuit
whose size follows the program's treewidth. The weight of every query is read off where its
variable is eliminated, with the derivative of the whole by that place [2].

References:
    [1] Chavira and Darwiche 2007, Compiling Bayesian networks using variable elimination.
    [2] Darwiche 2003, A differential approach to inference in Bayesian networks.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from neurosym.logic.circuit import ONE, ZERO, Circuit
from neurosym.logic.elimination.bodies import short_bodies
from neurosym.logic.elimination.definitions import FOUNDED, Definitions, Factor, Row, restricted
from neurosym.logic.elimination.encoding import Encoding, NotEliminableError, encode
from neurosym.logic.elimination.large import LargeElimination
from neurosym.logic.elimination.ordering import min_fill
from neurosym.logic.elimination.small_tables import Packing, SmallElimination
from neurosym.logic.elimination.tables import Domains, pack
from neurosym.logic.elimination.task import EliminationTask
from neurosym.logic.ground_program import TRUE
from neurosym.logic.node_store import NodeStore
from neurosym.logic.plain_nodes import PlainStore, TooManyNodesError
from neurosym.logic.stages import FEW_CHOICES, TableEstimate

_SMALL = 2_500.0
"""Rows of all joined tables up to which plain Python is quicker than arrays."""

_FEW = 16_000
"""Nodes up to which it is where links on cycles may multiply the rows."""

_HOPELESS = 1e40
"""Rows of all joined tables from which on they are not even tried."""


def eliminate(task: EliminationTask, limit: int, until: float, *, small: float = _SMALL) -> Circuit:
    """Compile a program by elimination.

    Args:
        task: The program.
        limit: Most nodes.
        until: Reading of ``time.monotonic`` at which to stop.
        small: Rows of all joined tables up to which plain Python is used instead of arrays.

    Raises:
        NotEliminableError: A cycle passes through a negation, or the tables grow too wide.
    """
    return Elimination(task, limit, until).circuit(limit, small=small)


class Elimination:
    """A program made ready: its tables and the order in which they will be joined.

    Args:
        task: The program.
        limit: Most nodes of the tables.
        until: Reading of ``time.monotonic`` at which to stop.

    Raises:
        NotEliminableError: A cycle passes through a negation.
    """

    def __init__(self, task: EliminationTask, limit: int, until: float) -> None:
        self.task = task
        self.until = until
        tops = (*task.ground.evidence, *task.broken, *task.roots)
        by_head = short_bodies(task.by_head, 1 + len(task.ground.atoms))
        self.encoding: Encoding = encode(task.ground, by_head, task.choices, tops)
        self.store = PlainStore(task.literals, limit)
        self.definitions = Definitions(self.encoding, task.nodes, self.store, smooth=task.smooth)
        self._known = self._evidence()
        self._tables: list[Factor] | None = None
        self._rows = 0.0

    def estimate(self) -> TableEstimate:
        """Return how large the tables will be.

        Raises:
            NotEliminableError: The tables are too wide.
        """
        cycle, choices = len(self.encoding.cycle), len(self.task.choices)
        if choices <= FEW_CHOICES and cycle > choices:
            # To order that many variables would take as long as to compile by diagrams.
            return TableEstimate(math.inf, cyclic=True)
        self._tables_in_order()
        return TableEstimate(self._rows, cyclic=cycle > 0)

    def _tables_in_order(self) -> list[Factor]:
        if self._tables is None and self._known is not None:
            try:
                self._tables = self._make_tables(self._known)
            except TooManyNodesError as error:
                raise NotEliminableError from error
        return self._tables or []

    def _make_tables(self, known: Mapping[int, frozenset[int]]) -> list[Factor]:
        factors = restricted(self._factors(), known, self.definitions.open)
        place = self.encoding.place
        asked = {place[abs(root)][0] for root in self.task.roots if abs(root) != TRUE}
        tables, self.ends = self._without_ends(factors, asked - known.keys())
        ended = {factor.variables[0] for factor in self.ends.values()}
        self._asked = (asked - self.ends.keys()) | ended
        last = next(iter(self._asked)) if len(self._asked) == 1 else -1
        scopes = [factor.variables for factor in tables]
        self._order, self._rows = min_fill(scopes, self._card, last, _HOPELESS)
        if self._rows > _HOPELESS:
            raise NotEliminableError
        return tables

    def circuit(self, limit: int, *, small: float = _SMALL) -> Circuit:
        """Return the circuit.

        Args:
            limit: Most nodes. After an error more may be tried.
            small: Rows up to which plain Python is used instead of arrays.

        Raises:
            NotEliminableError: The tables grow too wide, or the time is over.
        """
        known = self._known
        if known is None:
            return self.store.build([ZERO] * (1 + len(self.task.roots)))
        factors = self._tables_in_order()
        try:
            if self._rows > small:
                return self._large(factors, known, limit)
            if not self.encoding.cycle or small > _SMALL or limit <= _FEW:
                return self._small(factors, known, limit)
            with suppress(TooManyNodesError):
                return self._small(factors, known, _FEW)
            return self._large(factors, known, limit)
        except TooManyNodesError as error:
            raise NotEliminableError from error

    def _without_ends(
        self, factors: list[Factor], asked: set[int]
    ) -> tuple[list[Factor], dict[int, Factor]]:
        """Set aside factors of variables that are only asked for, and follow from one other alone.

        Their weights follow from the other's. Where a choice that does not matter adds its total
        weight, they must stay.
        """
        if self.task.smooth:
            return factors, {}
        uses = Counter(variable for factor in factors for variable in factor.variables)
        ends = {
            factor.variables[1]: factor
            for factor in factors
            if len(factor.variables) == 2  # noqa: PLR2004 - a parent and its child
            and uses[factor.variables[1]] == 1
            and factor.variables[1] in asked
            and factor.variables[1] not in self.definitions.open
        }
        ends = {v: factor for v, factor in ends.items() if factor.variables[0] not in ends}
        return [f for f in factors if not f.variables or ends.get(f.variables[-1]) is not f], ends

    def _factors(self) -> list[Factor]:
        factors = self.definitions.factors()
        for atom, node in self.task.marks.items():
            variable, value = self.encoding.place[atom]
            values = range(
                3 if variable in self.definitions.open else self.encoding.cards[variable]
            )
            rows: list[Row] = [
                ((v,), -1, node if v == value else ONE) for v in values if v != FOUNDED
            ]
            factors.append(Factor((variable,), rows))
        return factors

    def _card(self, variable: int) -> int:
        return 3 if variable in self.definitions.open else self.encoding.cards[variable]

    def _evidence(self) -> dict[int, frozenset[int]] | None:
        """Return the values that evidence leaves each variable; None if it contradicts itself."""
        known: dict[int, frozenset[int]] = {}
        hard = [-atom for atom in self.task.broken if atom not in self.task.marks]
        for literal in (*self.task.ground.evidence, *hard):
            if abs(literal) == TRUE:
                if literal < 0:
                    return None
                continue
            variable, value = self.encoding.place[abs(literal)]
            every = known.get(variable, frozenset(range(self.encoding.cards[variable])))
            known[variable] = every & {value} if literal > 0 else every - {value}
        return known if all(known.values()) else None

    def _small(
        self, factors: Sequence[Factor], known: Mapping[int, frozenset[int]], limit: int
    ) -> Circuit:
        packing = Packing(self.encoding.cards, self.definitions.open, self.encoding.cycle)
        store = self.store.copy(limit)
        elimination = SmallElimination(packing, store, self.until)
        tables = [packing.pack(factor, store) for factor in factors]
        scalars, places = elimination.run(tables, self._order, self._asked)
        total = ONE
        for scalar in scalars:
            total = store.product(total, scalar)
        weights = elimination.roots(total, places) if total != ZERO else {}
        roots = self._roots(total, weights, known, self.ends, store.product, store.sum)
        return store.build([*roots, total])

    def _large(
        self, factors: Sequence[Factor], known: Mapping[int, frozenset[int]], limit: int
    ) -> Circuit:
        store = NodeStore(self.store.copy(limit))
        domains = Domains(self.encoding.cards, self.definitions.open)
        elimination = LargeElimination(domains, store, self.until)
        tables = [pack(factor, self.encoding.cycle, store.number) for factor in factors]
        scalars, places = elimination.run(tables, self._order, self._asked)
        total = ONE
        for scalar in scalars:
            total = store.product(total, scalar)
        weights = elimination.roots(total, places) if total != ZERO else {}
        ends = {
            variable: replace(
                factor, rows=[(v, at, int(store.number[n])) for v, at, n in factor.rows]
            )
            for variable, factor in self.ends.items()
        }
        roots = self._roots(total, weights, known, ends, store.product, store.sum)
        return store.build([*roots, total])

    def _roots(
        self,
        total: int,
        weights: Mapping[int, Mapping[int, int]],
        known: Mapping[int, frozenset[int]],
        ends: Mapping[int, Factor],
        multiply: Callable[[int, int], int],
        add: Callable[[Sequence[int]], int],
    ) -> list[int]:
        if total == ZERO:
            return [ZERO] * len(self.task.roots)
        found = []
        weights = {
            **weights,
            **{v: self._end(f, weights, multiply, add) for v, f in ends.items()},
        }
        for root in self.task.roots:
            if abs(root) == TRUE:
                found.append(total if root > 0 else ZERO)
                continue
            variable, value = self.encoding.place[abs(root)]
            if variable in weights:
                nodes = weights[variable]
                wanted = [nodes.get(value, ZERO)]
                if root < 0:
                    wanted = [node for other, node in nodes.items() if other != value]
                found.append(add(wanted))
            else:
                agrees = known[variable] == {value}
                found.append(total if agrees == (root > 0) else ZERO)
        return found

    def _end(
        self,
        factor: Factor,
        weights: Mapping[int, Mapping[int, int]],
        multiply: Callable[[int, int], int],
        add: Callable[[Sequence[int]], int],
    ) -> dict[int, int]:
        """Return the weights of a variable that follows from one other alone."""
        parent = weights[factor.variables[0]]
        found: dict[int, list[int]] = defaultdict(list)
        for (value, result), _, node in factor.rows:
            if value in parent:
                found[result].append(multiply(parent[value], node))
        return {result: add(nodes) for result, nodes in found.items()}
