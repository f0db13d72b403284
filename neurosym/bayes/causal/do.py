"""Intervene: cut a variable from its causes and set it, then ask what follows.

``do(x)`` replaces the mechanism of ``x`` by a constant [1]; every other table stays. Seeing and
doing differ exactly where ``x`` and what one looks at have common causes.

References:
    [1] J. Pearl, "Causality", 2009, section 3.2.
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Int16

from neurosym.bayes.causal.action import ActionEffect
from neurosym.bayes.inference.posterior import ExactInference, Posterior
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import DataError


def do(network: BayesianNetwork, interventions: Mapping[str, str]) -> BayesianNetwork:
    """The mutilated network: each variable set loses its causes and is certain of its state.

    Args:
        network: The fitted network.
        interventions: The state that each variable is set to.

    Returns:
        The network after the intervention.

    Raises:
        DataError: A variable or state is unknown.
    """
    parents, counts = list(network.parents), list(network.counts)
    for name, state in interventions.items():
        variable = network.index(name)
        parents[variable] = ()
        counts[variable] = np.eye(network.cards[variable])[network.state_index(name, state)]
    return BayesianNetwork(network.names, network.states, tuple(parents), tuple(counts))


def interventional_posterior(
    network: BayesianNetwork,
    interventions: Mapping[str, str],
    codes: Int16[np.ndarray, "case variable"],
) -> Posterior:
    """Posteriors after an intervention, of many cases at once: P(V | do, evidence).

    Args:
        network: The fitted network.
        interventions: The state that each variable is set to.
        codes: What is seen in each case after the intervention, -1 where unknown; the columns of
            the variables that are set do not matter.

    Returns:
        Log-evidence and marginals under the mutilated network.
    """
    seen = codes.copy()
    for name in interventions:
        seen[:, network.index(name)] = -1
    return ExactInference(do(network, interventions)).posterior(seen)


def action_effect(
    network: BayesianNetwork,
    interventions: Mapping[str, str],
    given: Mapping[str, str],
    target: str,
) -> ActionEffect:
    """The effect of an action on a target: P(target | do, what is not downstream).

    Args:
        network: The fitted network.
        interventions: The state that each variable is set to.
        given: What was seen before the action.
        target: The variable looked at.

    Returns:
        The target's distribution before and after, and whether the action can reach it at all.

    Raises:
        DataError: A variable or state is unknown, or the action sets the target itself.
    """
    if target in interventions:
        msg = f"the action sets {target} itself; ask for another target"
        raise DataError(msg)
    place = network.index(target)
    graph = network.graph()
    downstream = frozenset().union(*(graph.descendants(name) for name in interventions))
    dropped = tuple(name for name in given if name in downstream)
    everything = _codes(network, given)
    kept = _codes(network, {n: s for n, s in given.items() if n not in downstream})
    before = ExactInference(network).posterior(everything, [place])
    after = interventional_posterior(network, interventions, kept)
    return ActionEffect(
        target,
        network.states[place],
        before.marginals[0][0],
        after.marginals[place][0],
        target not in downstream,
        dropped,
    )


def _codes(
    network: BayesianNetwork, given: Mapping[str, str]
) -> Int16[np.ndarray, "case variable"]:
    codes = np.full((1, len(network.names)), -1, np.int16)
    for name, state in given.items():
        codes[0, network.index(name)] = network.state_index(name, state)
    return codes
