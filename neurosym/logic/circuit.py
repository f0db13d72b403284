"""Arithmetic circuits over weighted literals, and their evaluation in numpy.

A compiled program is a graph of sums and products over literals. It is *deterministic* (at most
one input of a sum is true in a world), *decomposable* (inputs of a product share no variable) and
*smooth* (inputs of a sum mention the same variables), so that one pass upwards computes the
weighted model count of every root, for any weights, under any semiring.

Nodes are numbered: 0 is zero, 1 is one, then the literals, then inner nodes, layer by layer.
A layer holds the nodes of one kind and arity whose inputs all lie in earlier layers, as one
integer array: evaluation is one gather and one reduction a layer.

References:
    [1] Darwiche and Marquis 2002, A knowledge compilation map.
    [2] Maene, Derkinderen, Zuidberg Dos Martires 2025, KLay: accelerating arithmetic circuits
        for neurosymbolic AI.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import numpy as np
from jaxtyping import Float64, Int64

from neurosym.numerics.logspace import log, logsumexp

ZERO = 0
"""The node that is zero in every semiring."""

ONE = 1
"""The node that is one in every semiring."""

FIRST_LITERAL = 2
"""The node of literal 0."""

_SMALLEST = 1e-200
"""Weight of a root below which smaller ones on the way may have been lost."""


class LiteralKind(StrEnum):
    """What a literal of a circuit stands for."""

    LEAF = "leaf"
    REMAINDER = "remainder"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class CircuitLiteral:
    """What one literal of a circuit stands for, and so where its weight comes from.

    Attributes:
        kind: LEAF: the leaf holds. REMAINDER: none of the leaves holds, with the weight that
            theirs leave to one. BROKEN: a soft constraint is broken, with weight 1 - s.
        leaves: LEAF: the one leaf; REMAINDER: the leaves that do not hold.
        variable: Index of the pack variable whose states it stands for, or -1.
        states: Of that variable, the states whose weights add up to the literal's.
        constraint: BROKEN: index among the gathered constraints.
    """

    kind: LiteralKind
    leaves: tuple[int, ...] = ()
    variable: int = -1
    states: tuple[int, ...] = ()
    constraint: int = -1


class NodeKind(StrEnum):
    """What an inner node does with its inputs."""

    SUM = "sum"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Nodes of one kind and arity, numbered on from ``first``.

    Attributes:
        kind: What the nodes do.
        first: Number of the first node.
        inputs: Input nodes of every node.
    """

    kind: NodeKind
    first: int
    inputs: Int64[np.ndarray, "node edge"]


@dataclass(frozen=True, slots=True, eq=False)
class Circuit:
    """A smooth, deterministic, decomposable circuit with several roots.

    Attributes:
        literals: What the literals stand for, in the order of the weights.
        layers: Inner nodes, each layer after those it reads.
        roots: Nodes of the results.
        nodes: Number of nodes, constants and literals included.
    """

    literals: tuple[CircuitLiteral, ...]
    layers: tuple[Layer, ...]
    roots: Int64[np.ndarray, " label"]
    nodes: int

    @property
    def edges(self) -> int:
        """Number of wires: the work of one evaluation."""
        return sum(layer.inputs.size for layer in self.layers)

    def log_values(
        self, log_weights: Float64[np.ndarray, "literal batch"]
    ) -> Float64[np.ndarray, "label batch"]:
        """Log of the weighted model count of every root.

        Args:
            log_weights: Log of every literal's weight; -inf is impossible.

        Returns:
            One row a root; -inf where no world has weight.
        """
        values = np.empty((self.nodes, log_weights.shape[1]))
        values[ZERO] = -np.inf
        values[ONE] = 0.0
        values[FIRST_LITERAL : FIRST_LITERAL + len(self.literals)] = log_weights
        for layer in self.layers:
            inputs = values[layer.inputs]
            reduced = inputs.sum(axis=1) if layer.kind is NodeKind.PRODUCT else logsumexp(inputs, 1)
            values[layer.first : layer.first + len(layer.inputs)] = reduced
        ends: Float64[np.ndarray, "label batch"] = values[self.roots]
        return ends

    def conditional(
        self, weights: Float64[np.ndarray, " literal"]
    ) -> Float64[np.ndarray, " label"]:
        """Probability of every root but the last, given the last, for one case.

        Args:
            weights: Weight of every literal.

        Returns:
            Probabilities; nan everywhere where the last root (evidence and constraints) has no
            weight. Sums and products of plain numbers, unless one comes near the smallest that
            there are: then of their logarithms.
        """
        values = np.empty(self.nodes)
        values[ZERO], values[ONE] = 0.0, 1.0
        values[FIRST_LITERAL : FIRST_LITERAL + len(weights)] = weights
        for layer in self.layers:
            inputs = values[layer.inputs]
            reduce = np.multiply if layer.kind is NodeKind.PRODUCT else np.add
            reduce.reduce(inputs, axis=1, out=values[layer.first : layer.first + len(inputs)])
        ends = values[self.roots]
        if ends[-1] < _SMALLEST or (ends[self.roots != ZERO] < _SMALLEST).any():
            logs = self.log_values(log(weights)[:, None])[:, 0]
            given: Float64[np.ndarray, " label"] = np.full(len(logs) - 1, np.nan)
            return np.exp(logs[:-1] - logs[-1]) if np.isfinite(logs[-1]) else given
        probabilities: Float64[np.ndarray, " label"] = ends[:-1] / ends[-1]
        return probabilities


class CircuitBuilder:
    """Makes nodes bottom-up; equal nodes are made once, trivial ones not at all."""

    def __init__(self, literals: Sequence[CircuitLiteral]) -> None:
        self._literals = tuple(literals)
        self._first = FIRST_LITERAL + len(literals)
        self._kinds: list[NodeKind] = []
        self._inputs: list[tuple[int, ...]] = []
        self._known: dict[tuple[NodeKind, tuple[int, ...]], int] = {}

    def literal(self, index: int) -> int:
        """Return the node of a literal."""
        return FIRST_LITERAL + index

    def product(self, nodes: Iterable[int]) -> int:
        """Return the product of nodes."""
        inputs = sorted(node for node in nodes if node != ONE)
        if ZERO in inputs:
            return ZERO
        if not inputs:
            return ONE
        return self._node(NodeKind.PRODUCT, inputs)

    def sum(self, nodes: Iterable[int]) -> int:
        """Return the sum of nodes."""
        inputs = sorted(node for node in nodes if node != ZERO)
        return self._node(NodeKind.SUM, inputs) if inputs else ZERO

    def _node(self, kind: NodeKind, inputs: Sequence[int]) -> int:
        if len(inputs) == 1:
            return inputs[0]
        key = (kind, tuple(inputs))
        if key not in self._known:
            self._known[key] = self._first + len(self._kinds)
            self._kinds.append(kind)
            self._inputs.append(key[1])
        return self._known[key]

    def build(self, roots: Sequence[int]) -> Circuit:
        """Return the circuit of the given roots, without the nodes that they do not use."""
        inputs = self._flattened(roots)
        level: dict[int, int] = {}
        for node in sorted(inputs):
            level[node] = 1 + max(level.get(child, 0) for child in inputs[node])
        shape = {
            node: (level[node], self._kinds[node - self._first].value, len(inputs[node]))
            for node in inputs
        }
        number = {node: node for node in range(self._first)}
        layers: list[Layer] = []
        ordered = sorted(inputs, key=lambda node: (shape[node], node))
        for (_, kind, _), group in groupby(ordered, shape.__getitem__):
            first = len(number)
            members = list(group)
            number |= {node: first + row for row, node in enumerate(members)}
            wires = [[number[child] for child in inputs[node]] for node in members]
            layers.append(Layer(NodeKind(kind), first, np.array(wires, dtype=np.int64)))
        ends = np.array([number[root] for root in roots], dtype=np.int64)
        return Circuit(self._literals, tuple(layers), ends, len(number))

    def _flattened(self, roots: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
        """Return the inputs of all nodes in use; a node with one user of its kind joins it."""
        used = Counter(root for root in roots if root >= self._first)
        for node in range(self._first + len(self._kinds) - 1, self._first - 1, -1):
            if used[node]:
                used.update(c for c in self._inputs[node - self._first] if c >= self._first)
        inputs: dict[int, tuple[int, ...]] = {}
        joined: dict[int, int] = {}
        for node in range(self._first, self._first + len(self._kinds)):
            if not used[node]:
                continue
            kind = self._kinds[node - self._first]
            flat: list[int] = []
            for child in self._inputs[node - self._first]:
                single = child in inputs and used[child] == 1
                if single and self._kinds[child - self._first] is kind:
                    flat.extend(inputs[child])
                    joined[child] = node
                else:
                    flat.append(child)
            inputs[node] = tuple(flat)
        return {node: wires for node, wires in inputs.items() if node not in joined}
