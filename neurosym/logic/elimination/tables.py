"""Sparse tables over variables, whose entries are circuit nodes.

A row stands for all worlds that agree with its values; its node is their weight. Rows of no
weight are not there. Joining two tables multiplies the nodes of the rows that agree;
eliminating a variable adds up the rows that differ in nothing else.

An *open* variable is an atom whose rules lie in several tables. Its values are ABSENT (false),
ASSUMED (true, but no rule seen so far derives it) and FOUNDED (true and derived); at its
elimination an atom that is merely assumed is no model, and its row goes. Atoms of a positive
cycle may found each other only from outside the cycle: for them a row also keeps *links*, where
a link from a to b says that b is founded as soon as a is. Links are kept transitively closed, so
that an eliminated atom's support passes on to those it supported [1].

References:
    [1] Fichte, Hecher, Morak, Woltran 2017, Answer set solving with bounded treewidth revisited:
        counting by tables over a tree decomposition, with the order of derivations in the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int64

from neurosym.logic.elimination.definitions import ABSENT, ASSUMED, FOUNDED, Factor
from neurosym.logic.elimination.encoding import NotEliminableError
from neurosym.logic.node_store import Nodes, NodeStore

Values = Int64[np.ndarray, "variable row"]
Links = Int64[np.ndarray, "... row"]
"""Bit j of entry i: variable ``linked[i]`` founds ``linked[j]``."""

_WORD = 62


@dataclass(frozen=True, slots=True)
class Domains:
    """What the values of the variables are.

    Attributes:
        cards: Number of values of every variable.
        open: Variables whose rules lie in several tables.
    """

    cards: Sequence[int]
    open: frozenset[int]

    def card(self, variable: int) -> int:
        """Return the number of values in a table's column."""
        return 3 if variable in self.open else self.cards[variable]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values with their nodes.

    Attributes:
        variables: Variable of every column.
        values: Values, one row of the array a variable.
        nodes: Node of every row.
        linked: Variables of cycles among the columns that links are kept for.
        links: Their links.
    """

    variables: tuple[int, ...]
    values: Values
    nodes: Nodes
    linked: tuple[int, ...] = ()
    links: Links | None = None

    def column(self, variable: int) -> Int64[np.ndarray, " row"]:
        """Return the values of one variable."""
        column: Int64[np.ndarray, " row"] = self.values[self.variables.index(variable)]
        return column

    def where(self, rows: Bool[np.ndarray, " row"]) -> "Table":
        """Return the table of some rows."""
        links = None if self.links is None else self.links[:, rows]
        return Table(self.variables, self.values[:, rows], self.nodes[rows], self.linked, links)

    def without(self, variable: int) -> "Table":
        """Return the table without a column; rows stay as they are."""
        at = self.variables.index(variable)
        kept = self.variables[:at] + self.variables[at + 1 :]
        values = np.delete(self.values, at, axis=0)
        if variable not in self.linked or self.links is None:
            return Table(kept, values, self.nodes, self.linked, self.links)
        slot = self.linked.index(variable)
        low = (1 << slot) - 1
        rows = np.delete(self.links, slot, axis=0)
        links = (rows & low) | ((rows >> 1) & ~low)
        linked = self.linked[:slot] + self.linked[slot + 1 :]
        return Table(kept, values, self.nodes, linked, links if linked else None)


def pack(factor: Factor, cycle: Mapping[int, int], number: Nodes) -> Table:
    """Return a factor as a table.

    Args:
        factor: The factor.
        cycle: Number of the cycle of every variable that is on one.
        number: New numbers of the factor's nodes.
    """
    count = len(factor.rows)
    values = np.array([row[0] for row in factor.rows], dtype=np.int64)
    values = values.reshape(count, len(factor.variables)).T.copy()
    nodes = number[np.array([row[2] for row in factor.rows], dtype=np.int64)]
    if not any(row[1] >= 0 for row in factor.rows):
        return Table(factor.variables, values, nodes)
    linked = tuple(v for v in factor.variables if v in cycle)
    links = np.zeros((len(linked), count), dtype=np.int64)
    target = 1 << linked.index(factor.variables[-1])
    for at, (_, source, _) in enumerate(factor.rows):
        if source >= 0:
            links[linked.index(source), at] = target
    return Table(factor.variables, values, nodes, linked, links)


def join(first: Table, second: Table, domains: Domains, store: NodeStore) -> Table:
    """Return the table over the variables of both, with the nodes multiplied.

    Raises:
        NotEliminableError: It would have more rows than the store may have nodes.
    """
    shared = [v for v in first.variables if v in second.variables]
    if shared:
        left, right = _matches(first, second, shared, domains, store.limit)
    else:
        if len(first.nodes) * len(second.nodes) > store.limit:
            raise NotEliminableError
        left = np.repeat(np.arange(len(first.nodes)), len(second.nodes))
        right = np.tile(np.arange(len(second.nodes)), len(first.nodes))
    added = [at for at, v in enumerate(second.variables) if v not in first.variables]
    variables = first.variables + tuple(second.variables[at] for at in added)
    values = np.concatenate([first.values[:, left], second.values[added][:, right]])
    for variable in shared:
        if variable in domains.open:
            at = first.variables.index(variable)
            np.maximum(values[at], second.column(variable)[right], out=values[at])
    nodes = store.products(first.nodes[left], second.nodes[right])
    if first.links is None and second.links is None:
        return Table(variables, values, nodes)
    return _joined_links(first, second, (left, right), Table(variables, values, nodes))


def _matches(
    first: Table, second: Table, shared: Sequence[int], domains: Domains, most: int
) -> tuple[Int64[np.ndarray, " row"], Int64[np.ndarray, " row"]]:
    """Return the pairs of rows that agree; open variables need only be true or false alike."""
    keys = [np.zeros(len(table.nodes), dtype=np.int64) for table in (first, second)]
    size = 1
    for variable in shared:
        is_open = variable in domains.open
        card = 2 if is_open else domains.cards[variable]
        if size * card > 1 << _WORD:
            ranks = np.unique(np.concatenate(keys), return_inverse=True)[1]
            keys = [ranks[: len(first.nodes)], ranks[len(first.nodes) :]]
            size = len(ranks)
        size *= card
        for at, table in enumerate((first, second)):
            column = table.column(variable)
            keys[at] = keys[at] * card + (column > ABSENT if is_open else column)
    order = np.argsort(keys[1], kind="stable")
    ordered = keys[1][order]
    low = np.searchsorted(ordered, keys[0], side="left")
    counts = np.searchsorted(ordered, keys[0], side="right") - low
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    if total > most:
        raise NotEliminableError
    left = np.repeat(np.arange(len(counts)), counts)
    right = order[np.arange(total) - np.repeat(ends - counts, counts) + np.repeat(low, counts)]
    return left, right


def _joined_links(
    first: Table,
    second: Table,
    rows: tuple[Int64[np.ndarray, " row"], Int64[np.ndarray, " row"]],
    joined: Table,
) -> Table:
    linked = first.linked + tuple(v for v in second.linked if v not in first.linked)
    links = np.zeros((len(linked), len(joined.nodes)), dtype=np.int64)
    if first.links is not None:
        links[: len(first.linked)] = first.links[:, rows[0]]
    if second.links is not None:
        moved = second.links[:, rows[1]]
        targets = [linked.index(v) for v in second.linked]
        for source, target in enumerate(targets):
            bits = moved[source]
            for bit, new in enumerate(targets):
                links[target] |= ((bits >> bit) & 1) << new
    return close(Table(joined.variables, joined.values, joined.nodes, linked, links))


def close(table: Table) -> Table:
    """Return the table with links passed on, and what founded atoms found founded."""
    links = table.links
    if links is None or not len(table.nodes):
        return table
    links = links.copy()
    values = table.values.copy()
    columns = [table.variables.index(v) for v in table.linked]
    slots = range(len(columns))
    for middle in slots:
        through = -((links >> middle) & 1)
        links |= through & links[middle]
    founded = np.zeros(links.shape[1], dtype=np.int64)
    for slot in slots:
        founded |= (values[columns[slot]] == FOUNDED).astype(np.int64) << slot
    reached = founded.copy()
    for slot in slots:
        reached |= -((founded >> slot) & 1) & links[slot]
    for slot in slots:
        at = ((reached >> slot) & 1) == 1
        values[columns[slot]][at] = FOUNDED
        links[slot] &= ~reached & ~(1 << slot)
        links[slot][at] = 0
    return Table(table.variables, values, table.nodes, table.linked, links)


def supported(table: Table, variable: int, domains: Domains) -> Table:
    """Return the rows in which a variable about to be eliminated is false or can be founded."""
    if variable not in domains.open:
        return table
    assumed = table.column(variable) == ASSUMED
    if not assumed.any():
        return table
    if variable in table.linked and table.links is not None:
        slot = table.linked.index(variable)
        incoming = np.bitwise_or.reduce((table.links >> slot) & 1, axis=0)
        assumed &= incoming == 0
    return table.where(~assumed)


def merged(
    table: Table, domains: Domains, store: NodeStore
) -> tuple[Table, Int64[np.ndarray, " row"]]:
    """Return the table with equal rows added up, and for each old row the row it went into."""
    count = len(table.nodes)
    if count <= 1:
        return table, np.zeros(count, dtype=np.int64)
    words = _words(table, domains)
    order = np.argsort(words[0], kind="stable") if len(words) == 1 else np.lexsort(words)
    different = np.zeros(count, dtype=np.bool_)
    different[0] = True
    for word in words:
        ordered = word[order]
        different[1:] |= ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(different)
    sums = store.sums(table.nodes[order], starts)
    heads = order[starts]
    links = None if table.links is None else table.links[:, heads]
    ends = np.empty(count, dtype=np.int64)
    ends[order] = different.cumsum() - 1
    return Table(table.variables, table.values[:, heads], sums, table.linked, links), ends


def _words(table: Table, domains: Domains) -> list[Int64[np.ndarray, " row"]]:
    """Return keys that tell the rows apart, in as few integers a row as will hold them."""
    words = [np.zeros(len(table.nodes), dtype=np.int64)]
    used = 0
    parts = [
        (domains.card(v).bit_length(), column)
        for v, column in zip(table.variables, table.values, strict=True)
    ]
    if table.links is not None:
        parts += [(len(table.linked), row) for row in table.links]
    for bits, column in parts:
        if used + bits > _WORD:
            words.append(np.zeros(len(table.nodes), dtype=np.int64))
            used = 0
        words[-1] = (words[-1] << bits) | column
        used += bits
    return words
