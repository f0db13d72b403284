"""Nodes in any order that suits their making, as the layers of a circuit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Int64

from neurosym.logic.circuit import FIRST_LITERAL, Circuit, CircuitLiteral, Layer, NodeKind

Numbers = Int64[np.ndarray, " node"]


@dataclass(frozen=True, slots=True)
class InnerNodes:
    """Sums and products, as arrays.

    Attributes:
        nodes: Number of every node.
        products: Whether it is a product; otherwise it is a sum.
        levels: Its level: above those of all its inputs.
        counts: Number of its inputs.
        inputs: The inputs, one node's after another's.
    """

    nodes: Numbers
    products: Bool[np.ndarray, " node"]
    levels: Numbers
    counts: Numbers
    inputs: Int64[np.ndarray, " edge"]


def layered(
    literals: tuple[CircuitLiteral, ...], inner: InnerNodes, roots: Sequence[int]
) -> Circuit:
    """Return nodes as a circuit, in layers of one level, kind and number of inputs.

    Args:
        literals: The circuit's literals.
        inner: The inner nodes.
        roots: Nodes asked for.
    """
    first = FIRST_LITERAL + len(literals)
    nodes = inner.nodes
    order = np.lexsort((inner.counts, inner.products, inner.levels))
    starts = (inner.counts.cumsum() - inner.counts)[order]
    counts, products = inner.counts[order], inner.products[order]
    number = np.arange(1 + max(int(nodes.max(initial=first)), *roots, first))
    number[nodes[order]] = np.arange(first, first + len(nodes))
    key = (inner.levels[order] * 2 + products) * (1 + int(counts.max(initial=0))) + counts
    bounds = [0, *(np.flatnonzero(key[1:] != key[:-1]) + 1).tolist(), len(key)]
    layers: list[Layer] = []
    for start, end in pairwise(bounds):
        if start == end:
            continue
        wires = inner.inputs[starts[start:end, None] + np.arange(counts[start])]
        kind = NodeKind.PRODUCT if products[start] else NodeKind.SUM
        layers.append(Layer(kind, first + start, number[wires]))
    ends = number[np.array(roots, dtype=np.int64)]
    return Circuit(literals, tuple(layers), ends, first + len(nodes))
