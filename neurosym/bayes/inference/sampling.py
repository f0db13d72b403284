"""Draw the unknown variables of cases from their exact joint posterior.

After the upward pass of the junction tree, the variables are drawn in the reverse order of their
elimination: each from its table row and incoming messages at the states already drawn.
"""

import numpy as np
import torch
from jaxtyping import Float64, Int16, Int64

from neurosym.bayes.inference.junction_tree import JunctionTree
from neurosym.bayes.inference.posterior import evidence_rows
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import InconsistentEvidenceError


def draw_unknown(
    network: BayesianNetwork,
    codes: Int16[np.ndarray, "case variable"],
    generator: np.random.Generator,
) -> Int16[np.ndarray, "case variable"]:
    """Fill the unknown cells of cases by a draw from their joint posterior.

    Args:
        network: The fitted network.
        codes: A state for each variable, -1 where unknown.
        generator: Source of randomness.

    Returns:
        Complete codes; known cells are as they were.

    Raises:
        InconsistentEvidenceError: A case is impossible under the network.
    """
    tree = JunctionTree(network.cards, network.scopes)
    potentials = tree.prepare([torch.from_numpy(table) for table in network.tables])
    with torch.no_grad():
        incoming, scales = tree.collect(potentials, evidence_rows(codes, network.cards))
    alive = (torch.stack(scales) > 0).all(0)
    if not alive.all():
        msg = f"case {int(alive.to(torch.int64).argmin())} is impossible under the network"
        raise InconsistentEvidenceError(msg)
    drawn = np.zeros(codes.shape, np.int16)
    cases = np.arange(len(codes))
    for position in range(len(tree.buckets) - 1, -1, -1):
        bucket = tree.buckets[position]
        shared, rest, free = (
            _joint(drawn, group, network.cards)
            for group in (bucket.shared, bucket.rest, bucket.free)
        )
        full = np.ones((*(network.cards[v] for v in bucket.incoming), len(codes)))
        for factor in incoming[position]:
            full *= factor.numpy()
        sizes = [_size(group, network.cards) for group in (bucket.shared, bucket.free)]
        by_case = full.reshape(sizes[0], -1, sizes[1], len(codes))[shared, :, free, cases]
        table = potentials.tables[position]
        weights = by_case if table is None else by_case * table.numpy()[shared, rest]
        drawn[:, bucket.variable] = _categorical(weights, generator)
    return drawn


def _size(group: tuple[int, ...], cards: tuple[int, ...]) -> int:
    return int(np.prod([cards[v] for v in group], dtype=np.int64))


def _joint(
    drawn: Int16[np.ndarray, "case variable"], group: tuple[int, ...], cards: tuple[int, ...]
) -> Int64[np.ndarray, " case"]:
    index = np.zeros(len(drawn), np.int64)
    for variable in group:
        index = index * cards[variable] + drawn[:, variable]
    return index


def _categorical(
    weights: Float64[np.ndarray, "case state"], generator: np.random.Generator
) -> Int64[np.ndarray, " case"]:
    cumulative = np.cumsum(weights, axis=1)
    threshold = generator.random((len(weights), 1)) * cumulative[:, -1:]
    return np.asarray((cumulative[:, :-1] <= threshold).sum(1))
