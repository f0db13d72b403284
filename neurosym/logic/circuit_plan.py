"""A circuit as a few wide steps, for evaluating it on batches.

A sum adds up *terms*, each a product of factors. A product that only sums use is no node of its
own: its factors stand in the terms that it is used in, unless that costs more than keeping it.
What remains, level by level, are lists of uneven length, each gathered and added in one
operation; and for every node the list of its users, so that its gradient is gathered as well.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int64

from neurosym.logic.circuit import FIRST_LITERAL, Circuit, NodeKind

Rows = Int64[np.ndarray, "..."]
Marks = Bool[np.ndarray, "..."]

_MADE = 2
"""What writing down a node of its own costs, in gathered rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Lists of rows, of uneven length, one behind the other.

    Attributes:
        rows: The members of all lists.
        starts: Where each list starts in ``rows``.
    """

    rows: Rows
    starts: Rows

    @staticmethod
    def of(rows: Rows, lengths: Rows) -> "Lists":
        """Return lists of given lengths."""
        return Lists(rows, lengths.cumsum() - lengths)

    @property
    def lengths(self) -> Rows:
        """Number of members of every list."""
        return np.diff(self.starts, append=len(self.rows))

    @property
    def owners(self) -> Rows:
        """Number of the list that every member is in."""
        return np.repeat(np.arange(len(self.starts)), self.lengths)

    def take(self, chosen: Rows) -> "Lists":
        """Return some of the lists, in a given order."""
        lengths = self.lengths[chosen]
        starts = lengths.cumsum() - lengths
        members = np.repeat(self.starts[chosen] - starts, lengths) + np.arange(lengths.sum())
        return Lists(self.rows[members], starts)

    def cut(self, length: int) -> "tuple[Lists, Lists]":
        """Return the lists in pieces of a length at most, and for every list its pieces."""
        pieces = -(-self.lengths // length)
        whole = Lists.of(np.arange(pieces.sum()), pieces)
        behind = whole.rows - np.repeat(whole.starts, pieces)
        return Lists(self.rows, np.repeat(self.starts, pieces) + length * behind), whole

    def between(self, first: int, last: int) -> "Lists":
        """Return the lists from the first to the last, which is left out."""
        bounds = np.append(self.starts, len(self.rows))
        start = int(bounds[first])
        return Lists(self.rows[start : int(bounds[last])], self.starts[first:last] - start)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Nodes that depend on lower levels alone: sums, by their number of terms, then products.

    Attributes:
        first: Row of the first node.
        sums: Number of terms and number of sums that have so many, in the order of the nodes.
        first_term: Number of the first term of the sums.
        terms: Rows of the factors of every term.
        products: Rows of the factors of every product.
        users: For every node, the rows of the gradients that its own gradient adds up.
    """

    first: int
    sums: tuple[tuple[int, int], ...]
    first_term: int
    terms: Lists
    products: Lists
    users: Lists


@dataclass(frozen=True, slots=True, eq=False)
class CircuitPlan:
    """The steps of evaluating a circuit, and of its gradient.

    Rows of values are zero, one, the literals, and the nodes level by level. Rows of gradients
    are the same, then the terms of all sums, then the roots.

    Attributes:
        literals: Number of literals.
        nodes: Number of rows of values.
        terms: Number of terms.
        levels: The levels, each above those that it reads.
        roots: Row of every root.
        users: For every literal, the rows of the gradients that its own gradient adds up.
    """

    literals: int
    nodes: int
    terms: int
    levels: tuple[Level, ...]
    roots: Rows
    users: Lists


def plan_circuit(circuit: Circuit) -> CircuitPlan:
    """Return the steps of evaluating a circuit, with the nodes numbered anew."""
    nodes = _Nodes.of(circuit)
    first = FIRST_LITERAL + len(circuit.literals)
    kept = first + np.flatnonzero(nodes.kept[first:])
    keys = (nodes.inputs.lengths[kept], nodes.products[kept], nodes.levels[kept])
    order = kept[np.lexsort(keys)]
    row = np.arange(circuit.nodes)
    row[order] = first + np.arange(len(order))
    summed = order[~nodes.products[order]]
    terms = nodes.factors.take(nodes.inputs.take(summed).rows)
    terms = Lists(row[terms.rows], terms.starts)
    made = order[nodes.products[order]]
    products = nodes.inputs.take(made)
    products = Lists(row[products.rows], products.starts)
    count = first + len(order)
    roots = row[circuit.roots]
    users = _users(count, terms, row[made], products, roots)
    levels = _levels(nodes, order, first, (terms, products, users))
    literals = users.between(FIRST_LITERAL, first)
    return CircuitPlan(len(circuit.literals), count, len(terms.starts), levels, roots, literals)


@dataclass(frozen=True, slots=True, eq=False)
class _Nodes:
    """The nodes of a circuit.

    Attributes:
        products: Whether a node is a product.
        kept: Whether it stays a node.
        inputs: Its inputs; of products, products among them written out.
        factors: What it is as a factor: itself, or its inputs where it does not stay.
        levels: Its level.
    """

    products: Marks
    kept: Marks
    inputs: Lists
    factors: Lists
    levels: Rows

    @staticmethod
    def of(circuit: Circuit) -> "_Nodes":
        size = circuit.nodes
        products = np.zeros(size, dtype=bool)
        lengths = np.zeros(size, dtype=np.int64)
        for layer in circuit.layers:
            rows = slice(layer.first, layer.first + len(layer.inputs))
            products[rows] = layer.kind is NodeKind.PRODUCT
            lengths[rows] = layer.inputs.shape[1]
        wires = [layer.inputs.ravel() for layer in circuit.layers]
        inputs = Lists.of(np.concatenate([*wires, np.empty(0, dtype=np.int64)]), lengths)
        free = products.copy()
        free[circuit.roots] = False
        uses = np.bincount(inputs.rows, minlength=size)
        multiplied = np.bincount(inputs.rows[products[inputs.owners]], minlength=size)
        joined = free & (uses == 1) & (multiplied == 1)
        inputs = _written_out(inputs, joined)
        counts = inputs.lengths
        cheap = (uses == 1) | (uses * counts <= uses + counts + _MADE)
        inlined = free & (multiplied == 0) & cheap
        kept = ~(joined | inlined)
        levels = np.zeros(size, dtype=np.int64)
        for layer in circuit.layers:
            rows = slice(layer.first, layer.first + len(layer.inputs))
            levels[rows] = levels[layer.inputs].max(axis=1) + kept[rows]
        return _Nodes(products, kept, inputs, _standing_for(inputs, inlined), levels)


def _standing_for(inputs: Lists, marked: Marks) -> Lists:
    """Return, for every node, its inputs where it is marked, else the node itself."""
    size = len(marked)
    both = Lists(
        np.concatenate([np.arange(size), inputs.rows]),
        np.concatenate([np.arange(size), size + inputs.starts]),
    )
    return both.take(np.arange(size) + size * marked)


def _written_out(inputs: Lists, joined: Marks) -> Lists:
    """Return inputs with those that are joined replaced by their own, to any depth."""
    while joined[inputs.rows].any():
        replaced = _standing_for(inputs, joined).take(inputs.rows)
        lengths = np.bincount(
            inputs.owners, weights=replaced.lengths, minlength=len(inputs.starts)
        ).astype(np.int64)
        inputs = Lists.of(replaced.rows, lengths)
    return inputs


def _users(count: int, terms: Lists, made: Rows, products: Lists, roots: Rows) -> Lists:
    """Return, for every row of values, the rows of gradients that it is used in."""
    used = np.concatenate([terms.rows, products.rows, roots])
    behind = count + len(terms.starts) + np.arange(len(roots))
    users = np.concatenate([count + terms.owners, made[products.owners], behind])
    order = np.argsort(used, kind="stable")
    return Lists.of(users[order], np.bincount(used, minlength=count))


def _levels(
    nodes: _Nodes, order: Rows, first: int, lists: tuple[Lists, Lists, Lists]
) -> tuple[Level, ...]:
    """Return the levels of nodes that are in order, from the lists of all of them."""
    terms, products, users = lists
    levels: list[Level] = []
    start = done = made = 0
    for size in np.bincount(nodes.levels[order])[1:].tolist():
        members = order[start : start + size]
        summed = members[~nodes.products[members]]
        arities, counts = np.unique(nodes.inputs.lengths[summed], return_counts=True)
        more = int((arities * counts).sum())
        levels.append(
            Level(
                first=first + start,
                sums=tuple(zip(arities.tolist(), counts.tolist(), strict=True)),
                first_term=done,
                terms=terms.between(done, done + more),
                products=products.between(made, made + size - len(summed)),
                users=users.between(first + start, first + start + size),
            )
        )
        start, done, made = start + size, done + more, made + size - len(summed)
    return tuple(levels)
