"""Circuits cut down to one root at a time.

In a batch of queries every row asks for one root, and a root often needs few of a circuit's
nodes: of the ten thousand pairs of two-digit numbers, a hundred make one sum. So each root gets a
list of the nodes that it needs, level by level, and rows are evaluated side by side, each on the
list of its own root.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int64

from neurosym.logic.circuit import FIRST_LITERAL, ONE, ZERO, Circuit, NodeKind

_LARGEST = 50_000_000
"""Most cells, roots times nodes, of the tables made on the way: about 250 MB."""

_FILLING = 1024
"""Wires of filling that are worth one pass less over a row."""


@dataclass(frozen=True, slots=True, eq=False)
class LevelTable:
    """The nodes of one level and kind, for every root.

    Attributes:
        kind: What the nodes do.
        first: Place of the first of them in a row's values.
        inputs: Places of their inputs, filled up with the place of zero (sums) or one (products).
    """

    kind: NodeKind
    first: int
    inputs: Int64[np.ndarray, "label node edge"]


@dataclass(frozen=True, slots=True, eq=False)
class RootTables:
    """What each root needs.

    Attributes:
        levels: Levels from the literals up.
        ends: Place of each root's own node. The last root is none of the circuit's: it is zero.
        width: How many values a row has.
    """

    levels: tuple[LevelTable, ...]
    ends: Int64[np.ndarray, " label"]
    width: int


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Nodes of one level, kind and number of inputs.

    Attributes:
        kind: What they do.
        nodes: The nodes.
        inputs: Their inputs.
    """

    kind: NodeKind
    nodes: Int64[np.ndarray, " node"]
    inputs: Int64[np.ndarray, "node edge"]

    @property
    def arity(self) -> int:
        """Number of inputs of each."""
        return int(self.inputs.shape[1])


def root_tables(circuit: Circuit, roots: Int64[np.ndarray, " label"]) -> RootTables | None:
    """Return what each of some roots needs, or None where the tables would be too large.

    Args:
        circuit: The circuit.
        roots: Nodes, each a root of its own.
    """
    if (len(roots) + 1) * circuit.nodes > _LARGEST:
        return None
    levels = _levels(circuit)
    needed = np.zeros((len(roots) + 1, circuit.nodes), dtype=np.bool_)
    needed[np.arange(len(roots)), roots] = True
    for parts in reversed(levels):
        for part in parts:
            rows, members = np.nonzero(needed[:, part.nodes])
            needed[rows[:, None], part.inputs[members]] = True
    width = FIRST_LITERAL + len(circuit.literals)
    places = np.zeros(needed.shape, dtype=np.int32)
    places[:, :width] = np.arange(width)
    tables: list[LevelTable] = []
    for parts in levels:
        for group in _grouped(parts, needed):
            tables.append(_table(group, needed, places, width))
            width += tables[-1].inputs.shape[1]
    ends = np.append(places[np.arange(len(roots)), roots], ZERO).astype(np.int64)
    return RootTables(tuple(tables), ends, width)


def _levels(circuit: Circuit) -> list[list[_Part]]:
    """Return the circuit's nodes by level and kind, lower levels first, then by arity."""
    level = np.zeros(circuit.nodes, dtype=np.int64)
    found: dict[tuple[int, str], dict[int, list[_Part]]] = {}
    for layer in circuit.layers:
        nodes = layer.first + np.arange(len(layer.inputs))
        level[nodes] = 1 + level[layer.inputs].max(axis=1)
        for height in np.unique(level[nodes]).tolist():
            chosen = level[nodes] == height
            part = _Part(layer.kind, nodes[chosen], layer.inputs[chosen])
            by_arity = found.setdefault((height, layer.kind.value), {})
            by_arity.setdefault(part.arity, []).append(part)
    return [
        [_joined(parts) for _, parts in sorted(by_arity.items())]
        for _, by_arity in sorted(found.items(), key=lambda item: item[0])
    ]


def _joined(parts: Sequence[_Part]) -> _Part:
    """Return parts as one, filled up to the most inputs."""
    kind, arity = parts[0].kind, max(part.arity for part in parts)
    filler = ONE if kind is NodeKind.PRODUCT else ZERO
    filled = [
        np.pad(part.inputs, ((0, 0), (0, arity - part.arity)), constant_values=filler)
        for part in parts
    ]
    return _Part(kind, np.concatenate([part.nodes for part in parts]), np.concatenate(filled))


def _grouped(parts: Sequence[_Part], needed: Bool[np.ndarray, "label node"]) -> list[_Part]:
    """Join parts of rising arity where the filling costs less than a pass of their own."""
    counts = [needed[:, part.nodes].sum(axis=1) for part in parts]
    groups: list[list[int]] = []
    for number in range(len(parts)):
        if groups:
            before = [*groups[-1]]
            apart = _cells(parts, counts, before) + _cells(parts, counts, [number])
            if _cells(parts, counts, [*before, number]) <= apart + _FILLING:
                groups[-1].append(number)
                continue
        groups.append([number])
    joined = [_joined([parts[number] for number in group]) for group in groups]
    return [part for part in joined if needed[:, part.nodes].any()]


def _cells(parts: Sequence[_Part], counts: Sequence[np.ndarray], group: Sequence[int]) -> int:
    """Return how many wires of a row a group takes."""
    width = np.sum([counts[number] for number in group], axis=0).max()
    return int(width) * max(parts[number].arity for number in group)


def _table(
    part: _Part, needed: Bool[np.ndarray, "label node"], places: np.ndarray, first: int
) -> LevelTable:
    """Give the nodes of a part their places, root by root, and list their inputs."""
    chosen = needed[:, part.nodes]
    rows, members = np.nonzero(chosen)
    within = (np.cumsum(chosen, axis=1) - 1)[rows, members]
    places[rows, part.nodes[members]] = first + within
    width = int(chosen.sum(axis=1).max())
    filler = ONE if part.kind is NodeKind.PRODUCT else ZERO
    table = np.full((len(places), width, part.arity), filler, dtype=np.int64)
    table[rows, within] = places[rows[:, None], part.inputs[members]]
    return LevelTable(part.kind, first, table)
