"""Elimination in arrays: tables of thousands of rows are joined and summed at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from neurosym.logic.circuit import ZERO
from neurosym.logic.elimination.definitions import ABSENT
from neurosym.logic.elimination.encoding import NotEliminableError
from neurosym.logic.elimination.tables import Domains, Table, join, merged, supported
from neurosym.logic.node_store import Nodes, NodeStore

_MOST_LINKED = 12

_COLLECTED = 500_000
"""Nodes from which on those of rows that came to nothing are dropped."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variable was eliminated: its values there, the nodes of the rows and their sums."""

    values: Nodes
    nodes: Nodes
    sums: Nodes


class LargeElimination:
    """Joins tables and sums variables out.

    Args:
        domains: What the values of the variables are.
        store: Where nodes are made.
        until: Reading of ``time.monotonic`` at which to stop.
    """

    def __init__(self, domains: Domains, store: NodeStore, until: float) -> None:
        self.domains = domains
        self.store = store
        self.until = until
        self._collect_at = _COLLECTED

    def run(
        self, tables: Sequence[Table], order: Sequence[int], asked: set[int]
    ) -> tuple[list[int], dict[int, Place]]:
        """Eliminate all variables in an order.

        Returns:
            The weights of the parts that share no variable, and where the variables asked for
            were eliminated.

        Raises:
            NotEliminableError: The tables grow too wide, or the time is over.
        """
        rank = {variable: at for at, variable in enumerate(order)}
        buckets: list[list[Table]] = [[] for _ in order]
        scalars: list[int] = []
        places: dict[int, Place] = {}

        def put(table: Table) -> None:
            if table.variables:
                buckets[min([rank[v] for v in table.variables])].append(table)
            else:
                table, _ = merged(table, self.domains, self.store)
                scalars.append(int(table.nodes[0]) if len(table.nodes) else ZERO)

        for table in tables:
            put(merged(table, self.domains, self.store)[0])
        for at, variable in enumerate(order):
            if self.store.count > self._collect_at:
                self._collect(buckets, scalars, places)
            if buckets[at]:
                rest, place = self._sum_out(variable, buckets[at])
                buckets[at] = []
                if variable in asked:
                    rest = replace(rest, nodes=self.store.places(rest.nodes))
                    places[variable] = replace(place, sums=rest.nodes[place.sums])
                put(rest)
        return scalars, places

    def _collect(
        self, buckets: list[list[Table]], scalars: list[int], places: dict[int, Place]
    ) -> None:
        """Drop the nodes that no table and no place uses, and renumber the others everywhere."""
        tables = [table.nodes for bucket in buckets for table in bucket]
        found = [nodes for place in places.values() for nodes in (place.nodes, place.sums)]
        number = self.store.collect([np.array(scalars, dtype=np.int64), *tables, *found])
        buckets[:] = [[replace(t, nodes=number[t.nodes]) for t in bucket] for bucket in buckets]
        scalars[:] = [int(number[scalar]) for scalar in scalars]
        for variable, place in places.items():
            kept = replace(place, nodes=number[place.nodes], sums=number[place.sums])
            places[variable] = kept
        self._collect_at = max(_COLLECTED, 2 * self.store.count)

    def _sum_out(self, variable: int, tables: list[Table]) -> tuple[Table, Place]:
        if monotonic() > self.until:
            raise NotEliminableError
        tables = sorted(tables, key=lambda table: len(table.nodes))
        whole = tables[0]
        for table in tables[1:]:
            whole = join(whole, table, self.domains, self.store)
            if len(whole.linked) > _MOST_LINKED or len(whole.nodes) > self.store.limit:
                raise NotEliminableError
            whole, _ = merged(whole, self.domains, self.store)
        whole = supported(whole, variable, self.domains)
        rest, sums = merged(whole.without(variable), self.domains, self.store)
        values = whole.column(variable)
        if variable in self.domains.open:
            values = (values > ABSENT).astype(np.int64)
        return rest, Place(values, whole.nodes, sums)

    def roots(self, total: int, places: Mapping[int, Place]) -> dict[int, dict[int, int]]:
        """Return, for every variable asked for, the weight of each of its values."""
        if not places:
            return {}
        ends = np.unique(np.concatenate([place.sums for place in places.values()]))
        slopes = self.store.derivatives(total, ends)
        found: dict[int, dict[int, int]] = {}
        for variable, place in places.items():
            there = slopes[np.searchsorted(ends, place.sums)]
            kept = there != ZERO
            made = self.store.products(place.nodes[kept], there[kept])
            values = place.values[kept]
            order = np.argsort(values, kind="stable")
            starts = np.flatnonzero(np.diff(values[order], prepend=-1))
            sums = self.store.sums(made[order], starts) if len(starts) else made
            found[variable] = dict(zip(values[order][starts].tolist(), sums.tolist(), strict=True))
        return found
