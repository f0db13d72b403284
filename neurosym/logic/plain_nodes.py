"""Circuit nodes made one at a time in plain Python: quickest for circuits of some thousand nodes.

References:
    [1] Darwiche 2003, A differential approach to inference in Bayesian networks: all marginals of
        a circuit are derivatives of one root.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from neurosym.logic.circuit import FIRST_LITERAL, ONE, ZERO, Circuit, CircuitLiteral
from neurosym.logic.layering import InnerNodes, layered


class TooManyNodesError(Exception):
    """A compilation made more nodes than it may."""


class PlainStore:
    """Makes nodes bottom-up; equal nodes are made once, trivial ones not at all.

    Args:
        literals: What the literals stand for.
        limit: Most inner nodes.
    """

    def __init__(self, literals: Sequence[CircuitLiteral], limit: int) -> None:
        self.literals = tuple(literals)
        self.limit = limit
        self.first = FIRST_LITERAL + len(literals)
        self.products: list[bool] = []
        self.inputs: list[tuple[int, ...]] = []
        self._known: dict[tuple[int, ...], int] = {}
        self._known_sums: dict[tuple[int, ...], int] = {}

    def copy(self, limit: int) -> "PlainStore":
        """Return a store with the same nodes, which leaves this one as it is.

        Args:
            limit: Most inner nodes of the new one.
        """
        other = PlainStore(self.literals, limit)
        other.products, other.inputs = self.products.copy(), self.inputs.copy()
        other._known, other._known_sums = self._known.copy(), self._known_sums.copy()
        return other

    def product(self, left: int, right: int) -> int:
        """Return the product of two nodes."""
        if left == ONE:
            return right
        if right == ONE:
            return left
        if ZERO in (left, right):
            return ZERO
        key = (left, right) if left < right else (right, left)
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = self._add(key, product=True)
        return node

    def sum(self, nodes: Sequence[int]) -> int:
        """Return the sum of nodes."""
        if len(nodes) == 1:
            return nodes[0]
        key = tuple(node for node in nodes if node != ZERO) if ZERO in nodes else tuple(nodes)
        if len(key) <= 1:
            return key[0] if key else ZERO
        node = self._known_sums.get(key)
        if node is None:
            node = self._known_sums[key] = self._add(key, product=False)
        return node

    def place(self, node: int) -> int:
        """Return a node of its own for one use of a node: its derivative is by this use alone."""
        return self._add((node,), product=False)

    def _add(self, key: tuple[int, ...], *, product: bool) -> int:
        self.inputs.append(key)
        self.products.append(product)
        if len(self.inputs) > self.limit:
            raise TooManyNodesError
        return self.first + len(self.inputs) - 1

    def derivatives(self, root: int, wanted: Iterable[int]) -> dict[int, int]:
        """Return, for some nodes, the derivative of one root by them.

        Args:
            root: The root.
            wanted: Nodes; one that the root does not depend on has the derivative ZERO.
        """
        ends = set(wanted)
        needed = set(ends)
        count = len(self.inputs)
        first = self.first
        for place in range(max(0, min(ends, default=first) - first), count):
            if not needed.isdisjoint(self.inputs[place]):
                needed.add(first + place)
        slopes: dict[int, list[int]] = defaultdict(list)
        slopes[root].append(ONE)
        found: dict[int, int] = {}
        for place in range(count - 1, -1, -1):
            node = first + place
            if node not in needed or node not in slopes:
                continue
            slope = found[node] = self.sum(slopes[node])
            if not self.products[place]:
                for below in self.inputs[place]:
                    if below in needed:
                        slopes[below].append(slope)
                continue
            left, right = self.inputs[place]
            if left in needed:
                slopes[left].append(self.product(slope, right))
            if right in needed:
                slopes[right].append(self.product(slope, left))
        for node in ends:
            found.setdefault(node, self.sum(slopes[node]) if node in slopes else ZERO)
        return found

    def build(self, roots: Sequence[int]) -> Circuit:
        """Return the circuit of the given roots, without the nodes that they do not use."""
        inner, alias = self._gathered(self._alive(roots))
        return layered(self.literals, inner, [alias[root] for root in roots])

    def _gathered(self, alive: Sequence[bool]) -> tuple[InnerNodes, list[int]]:
        """Return the nodes in use, without places and factors of one, and what each stands for."""
        alias = list(range(self.first)) + [0] * len(self.inputs)
        level = [0] * len(alias)
        nodes: list[int] = []
        products: list[bool] = []
        counts: list[int] = []
        flat: list[int] = []
        node = self.first - 1
        for inputs, is_product in zip(self.inputs, self.products, strict=True):
            node += 1
            if not alive[node]:
                continue
            if is_product:
                left, right = alias[inputs[0]], alias[inputs[1]]
                if left == ONE or right == ONE:  # noqa: PLR1714 - quicker so
                    alias[node] = right if left == ONE else left
                    continue
                level[node] = 1 + max(level[left], level[right])
                flat += (left, right)
            elif len(inputs) == 1:
                alias[node] = alias[inputs[0]]
                continue
            else:
                new = [alias[below] for below in inputs]
                level[node] = 1 + max([level[below] for below in new])
                flat += new
            alias[node] = node
            nodes.append(node)
            products.append(is_product)
            counts.append(len(inputs))
        inner = InnerNodes(
            np.array(nodes, dtype=np.int64),
            np.array(products, dtype=np.bool_),
            np.array([level[node] for node in nodes], dtype=np.int64),
            np.array(counts, dtype=np.int64),
            np.array(flat, dtype=np.int64),
        )
        return inner, alias

    def _alive(self, roots: Sequence[int]) -> list[bool]:
        """Return which nodes the roots use."""
        alive = [False] * (self.first + len(self.inputs))
        for root in roots:
            alive[root] = True
        node = len(alive)
        for inputs in reversed(self.inputs):
            node -= 1
            if alive[node]:
                for below in inputs:
                    alive[below] = True
        return alive
