"""How strong each arrow is: how far the child's distribution moves with the parent's state."""

from itertools import combinations

import numpy as np
import torch
from jaxtyping import Float64, Int16

from neurosym.bayes.inference.junction_tree import JunctionTree
from neurosym.bayes.inference.posterior import evidence_rows
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import InconsistentEvidenceError


def arrow_strength(
    network: BayesianNetwork, codes: Int16[np.ndarray, " variable"] | None = None
) -> dict[tuple[str, str], float]:
    """The strength of every arrow, from 0 (no influence) to 1 (the parent decides).

    It is the mean, over the pairs of the parent's states, of the total variation between the
    child's distributions in the two states, the child's other parents being distributed as
    observed. The joint distribution of parents is exact: the derivative of the log-evidence by a
    table's entry, times the entry, is the probability of the entry's family.

    Args:
        network: The fitted network.
        codes: One case whose evidence the other parents are distributed under; None for none.

    Returns:
        The strength by cause and effect.

    Raises:
        InconsistentEvidenceError: The case is impossible under the network.
    """
    tables = [torch.from_numpy(table).requires_grad_() for table in network.tables]
    unknown = np.full(len(network.names), -1, np.int16) if codes is None else codes
    tree = JunctionTree(network.cards, network.scopes)
    found = tree.run(tables, evidence_rows(unknown[None], network.cards), targets=[])
    if not torch.isfinite(found.log_evidence).all():
        msg = "the case is impossible under the network: its arrows have no strength in it"
        raise InconsistentEvidenceError(msg)
    gradients = torch.autograd.grad(found.log_evidence.sum(), tables)
    strengths = {}
    for variable, own in enumerate(network.parents):
        table = network.tables[variable]
        joint = (gradients[variable].numpy() * table).sum(-1)
        for axis, parent in enumerate(own):
            names = network.names[parent], network.names[variable]
            strengths[names] = _mean_variation(table, joint, axis)
    return strengths


def _mean_variation(
    table: Float64[np.ndarray, "..."], joint: Float64[np.ndarray, "..."], axis: int
) -> float:
    by_state = np.moveaxis(table, axis, 0)
    others = joint.sum(axis)
    pairs = [
        float((np.abs(by_state[a] - by_state[b]).sum(-1) / 2 * others).sum())
        for a, b in combinations(range(len(by_state)), 2)
    ]
    return float(np.clip(np.mean(pairs), 0.0, 1.0)) if pairs else 0.0
