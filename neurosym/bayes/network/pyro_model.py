"""A fitted network as a Pyro model, on which ``pyro.do`` and ``pyro.condition`` act.

The tables are conjugate: their posterior is the Dirichlet of the network's counts, so no
inference is needed to draw them. Every variable is a sample site of its own name.

References:
    [1] E. Bingham and others, "Pyro: deep universal probabilistic programming", 2019.
"""

from collections.abc import Callable

import torch
from jaxtyping import Int64
from torch import Tensor

from neurosym.bayes.network.network import BayesianNetwork

Cases = dict[str, Int64[Tensor, " case"]]


def pyro_model(network: BayesianNetwork) -> Callable[[int], Cases]:
    """Make a Pyro model of a network over a number of cases.

    The sites ``table <name>`` draw a table from its Dirichlet posterior; the sites ``<name>``,
    inside the plate ``cases``, draw the variable. A table that holds a certain row (a count of 0)
    enters as it is. Pyro draws from torch's global generator: wrap calls in
    ``torch.random.fork_rng`` and seed inside.

    Args:
        network: The fitted network.

    Returns:
        A model that takes the number of cases and returns each variable's codes.
    """
    import pyro  # noqa: PLC0415
    from pyro import distributions as dist  # noqa: PLC0415

    order = network.causal_order()

    def model(cases: int = 1) -> Cases:
        tables = {}
        for variable in order:
            counts = torch.from_numpy(network.counts[variable])
            site = f"table {network.names[variable]}"
            if (counts <= 0).any():
                tables[variable] = counts / counts.sum(-1, keepdim=True)
            else:
                rows = dist.Independent(dist.Dirichlet(counts), counts.dim() - 1)
                tables[variable] = pyro.sample(site, rows)
        found: dict[int, Tensor] = {}
        with pyro.plate("cases", cases):
            for variable in order:
                own = tuple(found[parent] for parent in network.parents[variable])
                probabilities = tables[variable][own] if own else tables[variable]
                codes = pyro.sample(network.names[variable], dist.Categorical(probabilities))
                found[variable] = codes.expand(cases)
        return {network.names[variable]: codes for variable, codes in found.items()}

    return model
