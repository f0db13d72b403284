"""Passes down a circuit: what each literal contributes, the best world, and random worlds.

A pass upwards leaves the value of every node. On the way down, the share that an input holds of
its sum says how often the literal below is part of a world of the root: the expected counts of EM
[1]. Where sums take the largest input instead, going down along it finds the most probable world;
where one input is drawn by its share, a random one.

References:
    [1] Darwiche 2003, A differential approach to inference in Bayesian networks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int64

from neurosym.logic.choices import Choice
from neurosym.logic.circuit import (
    FIRST_LITERAL,
    ONE,
    ZERO,
    Circuit,
    Layer,
    LiteralKind,
    NodeKind,
)
from neurosym.numerics.logspace import logsumexp


@dataclass(frozen=True, slots=True, eq=False)
class CircuitValues:
    """The values of all nodes of a circuit.

    Attributes:
        circuit: The circuit.
        nodes: Log-value of every node, one column a case.
        best: Whether sums took their largest input instead of adding up.
    """

    circuit: Circuit
    nodes: Float64[np.ndarray, "node batch"]
    best: bool

    @property
    def roots(self) -> Float64[np.ndarray, "label batch"]:
        """Log-value of every root."""
        found: Float64[np.ndarray, "label batch"] = self.nodes[self.circuit.roots]
        return found


def upward(
    circuit: Circuit, log_weights: Float64[np.ndarray, "literal batch"], *, best: bool = False
) -> CircuitValues:
    """Return the values of all nodes.

    Args:
        circuit: The circuit; with ``best`` it must be smooth.
        log_weights: Log of every literal's weight; -inf is impossible.
        best: Whether sums take their largest input: a root's value is then the weight of the
            most probable of its worlds.
    """
    values = np.empty((circuit.nodes, log_weights.shape[1]))
    values[ZERO] = -np.inf
    values[ONE] = 0.0
    values[FIRST_LITERAL : FIRST_LITERAL + len(circuit.literals)] = log_weights
    for layer in circuit.layers:
        inputs = values[layer.inputs]
        if layer.kind is NodeKind.PRODUCT:
            reduced = inputs.sum(axis=1)
        else:
            reduced = inputs.max(axis=1) if best else logsumexp(inputs, 1)
        values[layer.first : layer.first + len(layer.inputs)] = reduced
    return CircuitValues(circuit, values, best)


def literal_shares(values: CircuitValues, root: int = -1) -> Float64[np.ndarray, "literal batch"]:
    """Return the probability that each literal is part of a world of a root.

    Args:
        values: Values by :func:`upward`, of sums that add up.
        root: Which root; the last, evidence and constraints, by default.

    Returns:
        Probabilities given the root; 0 in the columns where the root is impossible.
    """
    circuit = values.circuit
    flow = np.zeros_like(values.nodes)
    flow[circuit.roots[root]] = np.isfinite(values.nodes[circuit.roots[root]])
    for layer in reversed(circuit.layers):
        handed = flow[layer.first : layer.first + len(layer.inputs), None]
        if layer.kind is NodeKind.SUM:
            handed = handed * _shares(values.nodes, layer)
        for edge in range(layer.inputs.shape[1]):
            np.add.at(flow, layer.inputs[:, edge], handed[:, min(edge, handed.shape[1] - 1)])
    found: Float64[np.ndarray, "literal batch"] = flow[
        FIRST_LITERAL : FIRST_LITERAL + len(circuit.literals)
    ]
    return found


def _shares(
    nodes: Float64[np.ndarray, "node batch"], layer: Layer
) -> Float64[np.ndarray, "label edge batch"]:
    total = nodes[layer.first : layer.first + len(layer.inputs), None]
    shares: Float64[np.ndarray, "label edge batch"] = np.exp(
        nodes[layer.inputs] - np.where(np.isfinite(total), total, 0.0)
    )
    return shares


def best_world(values: CircuitValues, root: int = -1) -> Bool[np.ndarray, " literal"]:
    """Return the literals of the most probable world of a root.

    Args:
        values: Values by :func:`upward` with ``best``, of one case.
        root: Which root; the last by default.
    """
    circuit = values.circuit
    column = values.nodes[:, 0]
    used = np.zeros(circuit.nodes, dtype=np.bool_)
    used[circuit.roots[root]] = True
    for layer in reversed(circuit.layers):
        rows = np.flatnonzero(used[layer.first : layer.first + len(layer.inputs)])
        inputs = layer.inputs[rows]
        if layer.kind is NodeKind.SUM:
            inputs = inputs[np.arange(len(rows)), column[inputs].argmax(axis=1)]
        used[inputs.ravel()] = True
    return used[FIRST_LITERAL : FIRST_LITERAL + len(circuit.literals)]


def random_worlds(
    values: CircuitValues, count: int, random: np.random.Generator, root: int = -1
) -> Bool[np.ndarray, "literal world"]:
    """Return the literals of random worlds of a root, drawn by their weight.

    Args:
        values: Values by :func:`upward`, of one case, where the root is possible.
        count: Number of worlds.
        random: Source of randomness.
        root: Which root; the last by default.
    """
    circuit = values.circuit
    used = np.zeros((circuit.nodes, count), dtype=np.bool_)
    used[circuit.roots[root]] = True
    for layer in reversed(circuit.layers):
        here = used[layer.first : layer.first + len(layer.inputs)]
        if layer.kind is NodeKind.PRODUCT:
            for edge in range(layer.inputs.shape[1]):
                np.logical_or.at(used, layer.inputs[:, edge], here)
        else:
            rows, worlds = np.nonzero(here)
            used[_drawn(values.nodes[:, 0], layer.inputs[rows], random), worlds] = True
    return used[FIRST_LITERAL : FIRST_LITERAL + len(circuit.literals)]


def _drawn(
    column: Float64[np.ndarray, " node"],
    inputs: Int64[np.ndarray, "label edge"],
    random: np.random.Generator,
) -> Int64[np.ndarray, " label"]:
    """Return one input of every row, drawn by its share."""
    logs = column[inputs]
    shares = np.exp(logs - logs.max(axis=1, keepdims=True, initial=-np.inf))
    passed = np.cumsum(shares, axis=1)
    aim = random.random((len(inputs), 1)) * passed[:, -1:]
    chosen = (passed <= aim).sum(axis=1)
    found: Int64[np.ndarray, " label"] = inputs[np.arange(len(inputs)), chosen]
    return found


def alternatives(
    circuit: Circuit, choices: Sequence[Choice], used: Bool[np.ndarray, "literal world"]
) -> Int64[np.ndarray, "variable world"]:
    """Return what the literals of worlds choose.

    Args:
        circuit: The circuit, with :func:`alternative_leaves` among its roots.
        choices: The choices of its program.
        used: Whether the literal is part of the world.

    Returns:
        For every choice the position of the leaf that holds, the number of its leaves where none
        of them holds, and -1 where the world's literals leave the choice open.
    """
    place: dict[int, tuple[int, int]] = {}
    for row, choice in enumerate(choices):
        place |= {leaf: (row, position) for position, leaf in enumerate(choice.leaves)}
    chosen = np.full((len(choices), used.shape[1]), -1, dtype=np.int64)
    for literal, worlds in zip(circuit.literals, used, strict=True):
        if literal.kind is not LiteralKind.BROKEN and literal.leaves[0] in place:
            row, position = place[literal.leaves[0]]
            none = literal.kind is LiteralKind.REMAINDER
            chosen[row, worlds] = len(choices[row].leaves) if none else position
    return chosen
