"""Circuit nodes made by the thousand: products and sums as arrays, and their derivatives.

Nodes are numbered as in :mod:`neurosym.logic.circuit`. Every call makes one batch of nodes that
do not depend on each other, so that all later passes (derivatives, levels, layers) are a few
array operations a batch, and no Python loop touches a single node.

References:
    [1] Darwiche 2003, A differential approach to inference in Bayesian networks: all marginals of
        a circuit are derivatives of one root.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Int64

from neurosym.logic.circuit import FIRST_LITERAL, ONE, ZERO, Circuit
from neurosym.logic.layering import InnerNodes, layered
from neurosym.logic.plain_nodes import PlainStore, TooManyNodesError

Nodes = Int64[np.ndarray, "..."]
"""Numbers of nodes."""


_Hand = Callable[[Nodes, Nodes], None]
"""Takes derivatives on to the nodes below: the nodes, and what is to be added to theirs."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Nodes of one kind that do not depend on each other.

    Attributes:
        first: Number of the first node.
        product: Whether they are products (of two inputs each) or sums.
        inputs: Input nodes, one node's after another's.
        starts: Where each node's inputs start.
        counts: Number of inputs of each node.
    """

    first: int
    product: bool
    inputs: Nodes
    starts: Nodes
    counts: Nodes

    @property
    def size(self) -> int:
        return len(self.starts)


class NodeStore:
    """Makes nodes bottom-up.

    Args:
        plain: Nodes made so far, which are taken over; ``number`` maps their numbers to ours.
    """

    def __init__(self, plain: PlainStore) -> None:
        self.literals = plain.literals
        self.limit = plain.limit
        self.first = FIRST_LITERAL + len(plain.literals)
        self.count = self.first
        self._batches: list[_Batch] = []
        self.number = np.arange(self.first + len(plain.inputs))
        self._take(plain)

    def _take(self, plain: PlainStore) -> None:
        """Take over the nodes of a plain store, as batches of one level and kind."""
        level: list[int] = [0] * self.first
        for inputs in plain.inputs:
            level.append(1 + max([level[below] for below in inputs]))
        groups: dict[tuple[int, bool], list[int]] = defaultdict(list)
        for place, is_product in enumerate(plain.products):
            groups[level[self.first + place], is_product].append(place)
        for (_, is_product), places in sorted(groups.items()):
            counts = np.array([len(plain.inputs[place]) for place in places])
            flat = np.array([below for place in places for below in plain.inputs[place]])
            starts = np.cumsum(counts) - counts
            first = self._add(
                product=is_product, inputs=self.number[flat], starts=starts, counts=counts
            )
            self.number[np.array(places) + self.first] = np.arange(first, first + len(places))

    def products(self, left: Nodes, right: Nodes) -> Nodes:
        """Return the products of nodes pair by pair; a product with ONE is the other node."""
        plain_left, plain_right = left == ONE, right == ONE
        found = np.where(plain_left, right, left)
        new = ~(plain_left | plain_right)
        if not new.any():
            return found
        zero = new & ((left == ZERO) | (right == ZERO))
        if zero.any():
            found[zero] = ZERO
            new &= ~zero
        size = int(np.count_nonzero(new))
        inputs = np.empty((size, 2), dtype=np.int64)
        inputs[:, 0] = left[new]
        inputs[:, 1] = right[new]
        first = self._add(
            product=True,
            inputs=inputs.ravel(),
            starts=np.arange(0, 2 * size, 2),
            counts=np.full(size, 2),
        )
        found[new] = np.arange(first, first + size)
        return found

    def product(self, left: int, right: int) -> int:
        """Return the product of two nodes."""
        return int(self.products(np.array([left]), np.array([right]))[0])

    def sums(self, nodes: Nodes, starts: Nodes) -> Nodes:
        """Return the sum of every run of nodes.

        Args:
            nodes: The summands, one sum's after another's; none of them ZERO.
            starts: Where each run starts; no run is empty.
        """
        counts = np.diff(starts, append=len(nodes))
        found: Nodes = nodes[starts]
        many = counts > 1
        if not many.any():
            return found
        kept = nodes if many.all() else nodes[np.repeat(many, counts)]
        kept_counts = counts[many]
        kept_starts = np.cumsum(kept_counts) - kept_counts
        first = self._add(product=False, inputs=kept, starts=kept_starts, counts=kept_counts)
        found[many] = np.arange(first, first + len(kept_counts))
        return found

    def places(self, nodes: Nodes) -> Nodes:
        """Return nodes of their own for one use of nodes: derivatives are by this use alone."""
        count = len(nodes)
        ones = np.ones(count, dtype=np.int64)
        first = self._add(product=False, inputs=nodes, starts=np.arange(count), counts=ones)
        return np.arange(first, first + count)

    def sum(self, nodes: Sequence[int]) -> int:
        """Return the sum of some nodes."""
        kept = [node for node in nodes if node != ZERO]
        if not kept:
            return ZERO
        return int(self.sums(np.array(kept), np.array([0]))[0])

    def _add(self, *, product: bool, inputs: Nodes, starts: Nodes, counts: Nodes) -> int:
        first = self.count
        self.count += len(starts)
        if self.count - self.first > self.limit:
            raise TooManyNodesError
        self._batches.append(_Batch(first, product, inputs, starts, counts))
        return first

    def collect(self, roots: Sequence[Nodes]) -> Nodes:
        """Drop the nodes that some roots do not use; those of the plain store stay.

        Args:
            roots: Nodes to keep, with all that they use.

        Returns:
            The new number of every node; ZERO for one that is dropped.
        """
        alive = np.zeros(self.count, dtype=np.bool_)
        for nodes in (*roots, self.number):
            alive[nodes] = True
        kept = self._used(self._batches, alive)
        number = np.arange(self.count)
        number[self.first :] = ZERO
        self._batches = []
        self.count = self.first
        for batch, rows in kept:
            edges = _ranges(batch.starts[rows], batch.counts[rows])
            counts = batch.counts[rows]
            first = self._add(
                product=batch.product,
                inputs=number[batch.inputs[edges]],
                starts=np.cumsum(counts) - counts,
                counts=counts,
            )
            number[batch.first + rows] = np.arange(first, self.count)
        self.number = number[self.number]
        return number

    def _used(
        self, batches: Sequence[_Batch], alive: Bool[np.ndarray, " node"]
    ) -> list[tuple[_Batch, Nodes]]:
        """Mark all that nodes alive use; return the batches of which some are, with their rows."""
        used: list[tuple[_Batch, Nodes]] = []
        for batch in reversed(batches):
            rows = np.flatnonzero(alive[batch.first : batch.first + batch.size])
            if not len(rows):
                continue
            if len(rows) == batch.size:
                alive[batch.inputs] = True
            else:
                alive[batch.inputs[_ranges(batch.starts[rows], batch.counts[rows])]] = True
            used.append((batch, rows))
        return used[::-1]

    def derivatives(self, root: int, wanted: Nodes) -> Nodes:
        """Return, for some nodes, the derivative of one root by them.

        Args:
            root: The root.
            wanted: Nodes; one that the root does not depend on has the derivative ZERO.

        Returns:
            Nodes, one for each wanted.
        """
        batches = tuple(self._batches)
        found = np.full(self.count, ZERO)
        needed = self._above(batches, wanted)
        if root < len(needed) and needed[root]:
            self._differentiate(batches, root, needed, found)
        slopes: Nodes = found[wanted]
        return slopes

    def _above(self, batches: Sequence[_Batch], wanted: Nodes) -> Bool[np.ndarray, " node"]:
        """Return which nodes depend on a wanted one."""
        needed = np.zeros(self.count, dtype=np.bool_)
        needed[wanted] = True
        for batch in batches:
            if batch.first + batch.size > wanted.min():
                uses = np.add.reduceat(needed[batch.inputs], batch.starts, dtype=np.int64) > 0
                needed[batch.first : batch.first + batch.size] |= uses
        return needed

    def _differentiate(
        self, batches: Sequence[_Batch], root: int, needed: Bool[np.ndarray, " node"], found: Nodes
    ) -> None:
        firsts = np.array([batch.first for batch in batches])
        waiting: list[list[tuple[Nodes, Nodes]]] = [[] for _ in range(len(batches) + 1)]

        def hand(targets: Nodes, nodes: Nodes) -> None:
            useful = needed[targets] & (nodes != ZERO)
            if not useful.all():
                targets, nodes = targets[useful], nodes[useful]
            if not len(targets):
                return
            owner = np.searchsorted(firsts, targets, side="right")
            low, high = int(owner.min()), int(owner.max())
            if low == high:
                waiting[low].append((targets, nodes))
                return
            for place in np.unique(owner):
                at = owner == place
                waiting[place].append((targets[at], nodes[at]))

        hand(np.array([root]), np.array([ONE]))
        for place in range(len(batches), -1, -1):
            if not waiting[place]:
                continue
            targets = np.concatenate([pair[0] for pair in waiting[place]])
            nodes = np.concatenate([pair[1] for pair in waiting[place]])
            order = np.argsort(targets, kind="stable")
            targets = targets[order]
            starts = np.flatnonzero(np.diff(targets, prepend=-1))
            ends = targets[starts]
            slopes = self.sums(nodes[order], starts)
            found[ends] = slopes
            if place:
                self._hand_down(batches[place - 1], ends, slopes, hand)

    def _hand_down(self, batch: _Batch, ends: Nodes, slopes: Nodes, hand: _Hand) -> None:
        rows = ends - batch.first
        if batch.product:
            left = batch.inputs[batch.starts[rows]]
            right = batch.inputs[batch.starts[rows] + 1]
            hand(left, self.products(slopes, right))
            hand(right, self.products(slopes, left))
            return
        counts = batch.counts[rows]
        edges = _ranges(batch.starts[rows], counts)
        hand(batch.inputs[edges], np.repeat(slopes, counts))

    def build(self, roots: Sequence[int]) -> Circuit:
        """Return the circuit of the given roots, without the nodes that they do not use."""
        batches, alias = self._simplified()
        ends = alias[np.array(roots, dtype=np.int64)]
        alive = np.zeros(self.count, dtype=np.bool_)
        alive[ends] = True
        used = [batch for batch, _ in self._used(batches, alive)]
        return self._layers(used, alive, ends.tolist())

    def _simplified(self) -> tuple[list[_Batch], Nodes]:
        """Return the batches without places and factors of one; what every node stands for."""
        alias = np.arange(self.count)
        simple = []
        for batch in self._batches:
            inputs = alias[batch.inputs]
            simple.append(replace(batch, inputs=inputs))
            nodes = alias[batch.first : batch.first + batch.size]
            if batch.product:
                left, right = inputs[0::2], inputs[1::2]
                nodes[right == ONE] = left[right == ONE]
                nodes[left == ONE] = right[left == ONE]
            else:
                single = batch.counts == 1
                nodes[single] = inputs[batch.starts[single]]
        return simple, alias

    def _layers(
        self, batches: Sequence[_Batch], alive: Bool[np.ndarray, " node"], roots: Sequence[int]
    ) -> Circuit:
        if not batches:
            none = np.zeros(0, dtype=np.int64)
            return layered(self.literals, InnerNodes(none, none == 1, none, none, none), roots)
        level = np.zeros(self.count, dtype=np.int64)
        for batch in batches:
            level[batch.first : batch.first + batch.size] = (
                np.maximum.reduceat(level[batch.inputs], batch.starts) + 1
            )
        nodes = np.concatenate([np.arange(b.first, b.first + b.size) for b in batches])
        kinds = np.repeat([b.product for b in batches], [b.size for b in batches])
        counts = np.concatenate([b.counts for b in batches])
        inputs = np.concatenate([b.inputs for b in batches])
        kept = alive[nodes]
        inner = InnerNodes(
            nodes[kept],
            kinds[kept],
            level[nodes[kept]],
            counts[kept],
            inputs[np.repeat(kept, counts)],
        )
        return layered(self.literals, inner, roots)


def _ranges(starts: Nodes, counts: Nodes) -> Nodes:
    """Return the numbers of every range, one range after another."""
    ends = np.cumsum(counts)
    shifts = np.repeat(starts - (ends - counts), counts)
    ranges: Nodes = np.arange(int(ends[-1]) if len(ends) else 0) + shifts
    return ranges
