"""How strong each arrow is: how far the child's distribution moves with the parent's state."""

from itertools import combinations

import numpy as np
from jaxtyping import Float64, Int16

from neurosym.bayes.inference.few_cases import FewCases
from neurosym.bayes.inference.plan import TreePlan
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import InconsistentEvidenceError


def arrow_strength(
    network: BayesianNetwork, codes: Int16[np.ndarray, " variable"] | None = None
) -> dict[tuple[str, str], float]:
    """The strength of every arrow, from 0 (no influence) to 1 (the parent decides).

    It is the mean, over the pairs of the parent's states, of the total variation between the
    child's distributions in the two states, the child's other parents being distributed as
    observed. The joint distribution of parents is exact, by the junction tree.

    Args:
        network: The fitted network.
        codes: One case whose evidence the other parents are distributed under; None for none.

    Returns:
        The strength by cause and effect.

    Raises:
        InconsistentEvidenceError: The case is impossible under the network.
    """
    unknown = np.full(len(network.names), -1, np.int16) if codes is None else codes
    seen = np.flatnonzero(unknown >= 0)
    evidence = {int(v): np.eye(network.cards[v])[unknown[v]][:, None] for v in seen}
    inference = FewCases(TreePlan(network.cards, network.scopes), network.tables)
    if not np.isfinite(inference.run(evidence, ()).log_evidence).all():
        msg = "the case is impossible under the network: its arrows have no strength in it"
        raise InconsistentEvidenceError(msg)
    families = inference.families(evidence, range(len(network.names)))
    strengths = {}
    for variable, own in enumerate(network.parents):
        table = network.tables[variable]
        joint = families[variable].sum((-1, -2))
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
