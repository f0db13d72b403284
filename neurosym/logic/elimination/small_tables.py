"""Elimination in plain Python, a row being one integer: quickest for small programs.

Every variable has a bit field of its own in the integer, the same in all tables, so that rows
agree where their shared bits are equal and join by a bitwise or. An open variable has a bit
"true", on which rows must agree, and a bit "founded", which one of them brings. On a cycle, bit
(i, j) of a square of bits says that atom i, once founded, founds atom j [1].

References:
    [1] Fichte, Hecher, Morak, Woltran 2017, Answer set solving with bounded treewidth revisited:
        counting by tables over a tree decomposition, with the order of derivations in the rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from neurosym.logic.circuit import ZERO
from neurosym.logic.elimination.definitions import Factor
from neurosym.logic.elimination.encoding import NotEliminableError
from neurosym.logic.plain_nodes import PlainStore

Rows = dict[int, int]
"""Node by packed values."""

Entries = list[tuple[int, int, int]]
"""Value of an eliminated variable, node, and packed values of the row that it is added to."""


@dataclass(frozen=True, slots=True)
class SmallTable:
    """Rows over some variables."""

    variables: frozenset[int]
    rows: Rows


class Packing:
    """Where each variable's bits are.

    Args:
        cards: Number of values of every variable.
        is_open: Variables whose rules lie in several factors.
        cycle: Number of the cycle of every variable that is on one.
    """

    def __init__(
        self, cards: Sequence[int], is_open: frozenset[int], cycle: Mapping[int, int]
    ) -> None:
        self.is_open = is_open
        self.cycle = cycle
        self.offset: list[int] = []
        self.match: list[int] = []
        self.field: list[int] = []
        at = 0
        for variable, card in enumerate(cards):
            bits = 2 if variable in is_open else max(1, (card - 1).bit_length())
            self.offset.append(at)
            self.field.append(((1 << bits) - 1) << at)
            self.match.append((1 if variable in is_open else (1 << bits) - 1) << at)
            at += bits
        members: dict[int, list[int]] = defaultdict(list)
        for variable, number in cycle.items():
            members[number].append(variable)
        self.links: dict[int, int] = {}
        self.slot: dict[int, int] = {}
        self.width: dict[int, int] = {}
        self.into: dict[int, int] = {}
        for group in members.values():
            width = len(group)
            for slot, variable in enumerate(group):
                self.links[variable] = at + slot * width
                self.slot[variable] = slot
                self.width[variable] = width
            for slot, variable in enumerate(group):
                self.into[variable] = sum(
                    1 << (at + slot + source * width) for source in range(width)
                )
                self.field[variable] |= self.into[variable]
                self.field[variable] |= ((1 << width) - 1) << self.links[variable]
            at += width * width

    def link(self, source: int, target: int) -> int:
        """Return the bit that says: once founded, the one founds the other."""
        return 1 << (self.links[source] + self.slot[target])

    def pack(self, factor: Factor, store: PlainStore) -> SmallTable:
        """Return a factor as a table."""
        fields = [(self.offset[v], v in self.is_open) for v in factor.variables]
        gathered: dict[int, list[int]] = defaultdict(list)
        for values, link, node in factor.rows:
            key = 0
            for (offset, is_open), value in zip(fields, values, strict=True):
                key |= (value | (value >> 1) if is_open else value) << offset
            if link >= 0:
                key |= self.link(link, factor.variables[-1])
            gathered[key].append(node)
        rows = {key: store.sum(nodes) for key, nodes in gathered.items()}
        return SmallTable(frozenset(factor.variables), rows)


class SmallElimination:
    """Joins tables and sums variables out.

    Args:
        packing: Where each variable's bits are.
        store: Where nodes are made.
        until: Reading of ``time.monotonic`` at which to stop.
    """

    def __init__(self, packing: Packing, store: PlainStore, until: float) -> None:
        self.packing = packing
        self.store = store
        self.until = until
        self._closed: dict[int, int] = {}

    def join(self, first: SmallTable, second: SmallTable) -> SmallTable:
        """Return the table over the variables of both, with the nodes multiplied."""
        if len(first.rows) < len(second.rows):
            first, second = second, first
        mask = 0
        for variable in first.variables & second.variables:
            mask |= self.packing.match[variable]
        index: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for key, node in second.rows.items():
            index[key & mask].append((key, node))
        variables = first.variables | second.variables
        linked = [(cycle, self._bits(cycle)) for cycle in self._linked(variables)]
        known = self._closed
        multiply = self.store.product
        gathered: dict[int, list[int]] = defaultdict(list)
        for key, node in first.rows.items():
            for other, factor in index.get(key & mask, ()):
                joined = key | other
                for cycle, bits in linked:
                    part = joined & bits
                    if part in (key & bits, other & bits):
                        continue
                    closed = known.get(part)
                    if closed is None:
                        closed = known[part] = self._closure(part, cycle)
                    joined ^= part ^ closed
                gathered[joined].append(multiply(node, factor))
        add = self.store.sum
        return SmallTable(variables, {key: add(nodes) for key, nodes in gathered.items()})

    def _linked(self, variables: Iterable[int]) -> list[tuple[int, ...]]:
        """Return the variables on cycles, one tuple a cycle."""
        cycles: dict[int, list[int]] = defaultdict(list)
        for variable in sorted(variables):
            if variable in self.packing.cycle:
                cycles[self.packing.cycle[variable]].append(variable)
        return [tuple(linked) for linked in cycles.values()]

    def _bits(self, linked: tuple[int, ...]) -> int:
        bits = 0
        for variable in linked:
            bits |= self.packing.field[variable]
        return bits

    def _closure(self, part: int, linked: tuple[int, ...]) -> int:
        """Return a row's bits of one cycle with links passed on and founded atoms founding."""
        packing = self.packing
        full = (1 << packing.width[linked[0]]) - 1
        slots = [packing.slot[v] for v in linked]
        links = [(part >> packing.links[v]) & full for v in linked]
        founded = 0
        for variable, slot in zip(linked, slots, strict=True):
            founded |= ((part >> (packing.offset[variable] + 1)) & 1) << slot
        for middle, slot in enumerate(slots):
            through = links[middle]
            if through:
                bit = 1 << slot
                links = [row | through if row & bit else row for row in links]
        reached = founded
        for slot, row in zip(slots, links, strict=True):
            if founded >> slot & 1:
                reached |= row
        closed = 0
        for variable, slot, row in zip(linked, slots, links, strict=True):
            at = packing.offset[variable]
            closed |= part & (1 << at)
            if reached >> slot & 1:
                closed |= 2 << at
            else:
                closed |= (row & ~reached & ~(1 << slot)) << packing.links[variable]
        return closed

    def sum_out(self, variable: int, table: SmallTable) -> tuple[SmallTable, Entries]:
        """Return the table without a variable, and the rows that were added up.

        Rows in which an atom is merely assumed, and no other can found it any more, go.
        """
        packing = self.packing
        offset, clear = packing.offset[variable], ~packing.field[variable]
        is_open = variable in packing.is_open
        into = packing.into.get(variable, 0)
        field = packing.match[variable]
        gathered: dict[int, list[int]] = defaultdict(list)
        entries: Entries = []
        for key, node in table.rows.items():
            value = (key & field) >> offset
            if is_open and value and not key >> (offset + 1) & 1 and not key & into:
                continue
            rest = key & clear
            gathered[rest].append(node)
            entries.append((value, node, rest))
        add = self.store.sum
        rows = {key: add(nodes) for key, nodes in gathered.items()}
        return SmallTable(table.variables - {variable}, rows), entries

    def run(
        self, tables: Sequence[SmallTable], order: Sequence[int], asked: set[int]
    ) -> tuple[list[int], dict[int, list[tuple[int, int, int]]]]:
        """Eliminate all variables in an order.

        Returns:
            The weights of the parts that share no variable; and, for every variable asked for,
            its value, the node and the node of its sum for the rows where it was eliminated.

        Raises:
            NotEliminableError: The time is over.
        """
        rank = {variable: at for at, variable in enumerate(order)}
        buckets: list[list[SmallTable]] = [[] for _ in order]
        scalars: list[int] = []
        places: dict[int, list[tuple[int, int, int]]] = {}

        def put(table: SmallTable) -> None:
            if table.variables:
                buckets[min([rank[v] for v in table.variables])].append(table)
            else:
                scalars.append(table.rows.get(0, ZERO))

        for table in tables:
            put(table)
        for variable, bucket in zip(order, buckets, strict=True):
            if not bucket:
                continue
            if monotonic() > self.until:
                raise NotEliminableError
            bucket.sort(key=lambda table: len(table.rows))
            whole = bucket[0]
            for table in bucket[1:]:
                whole = self.join(whole, table)
            rest, entries = self.sum_out(variable, whole)
            if variable in asked:
                rows = {key: self.store.place(node) for key, node in rest.rows.items()}
                rest = SmallTable(rest.variables, rows)
                places[variable] = [(value, node, rows[key]) for value, node, key in entries]
            put(rest)
        return scalars, places

    def roots(
        self, total: int, places: Mapping[int, Sequence[tuple[int, int, int]]]
    ) -> dict[int, dict[int, int]]:
        """Return, for every variable asked for, the weight of each of its values."""
        ends = {end for rows in places.values() for _, _, end in rows}
        slopes = self.store.derivatives(total, ends)
        found: dict[int, dict[int, int]] = {}
        for variable, rows in places.items():
            gathered: dict[int, list[int]] = defaultdict(list)
            for value, node, end in rows:
                gathered[value].append(self.store.product(node, slopes[end]))
            found[variable] = {value: self.store.sum(nodes) for value, nodes in gathered.items()}
        return found
