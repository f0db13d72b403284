"""Average effects of a cause, exact for given tables, with intervals from the tables' posterior."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float64

from neurosym.bayes.inference.junction_tree import JunctionTree
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import DataError


@dataclass(frozen=True, slots=True)
class AverageEffect:
    """How the distribution of an effect follows what its cause is set to.

    Attributes:
        cause: The variable that is set.
        effect: The variable looked at.
        cause_states: States of the cause.
        effect_states: States of the effect.
        mean: P(effect | do(cause)) under the mean tables, ``[cause state, effect state]``.
        draws: The same under each draw of the tables, ``[draw, cause state, effect state]``.
        unaffected: Whether no directed path leads from cause to effect.
    """

    cause: str
    effect: str
    cause_states: tuple[str, ...]
    effect_states: tuple[str, ...]
    mean: Float64[np.ndarray, "label state"]
    draws: Float64[np.ndarray, "draw label state"]
    unaffected: bool

    def interval(
        self, level: float = 0.9
    ) -> tuple[Float64[np.ndarray, "label state"], Float64[np.ndarray, "label state"]]:
        """The central credible interval of each probability.

        Args:
            level: Its posterior probability.

        Returns:
            Lower and upper ends; where there are no draws, the mean twice.
        """
        if not len(self.draws):
            return self.mean, self.mean
        low, high = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return low, high

    def contrast(
        self, treated: str, control: str, outcome: str, level: float = 0.9
    ) -> tuple[float, float, float]:
        """P(outcome | do(treated)) - P(outcome | do(control)), with its credible interval.

        Args:
            treated: A state of the cause.
            control: Another.
            outcome: A state of the effect.
            level: The interval's posterior probability.

        Returns:
            The difference under the mean tables, and the interval's ends.

        Raises:
            DataError: A state is unknown.
        """
        a = _place(self.cause, self.cause_states, treated)
        b = _place(self.cause, self.cause_states, control)
        y = _place(self.effect, self.effect_states, outcome)
        difference = float(self.mean[a, y] - self.mean[b, y])
        if not len(self.draws):
            return difference, difference, difference
        drawn = self.draws[:, a, y] - self.draws[:, b, y]
        low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
        return difference, float(low), float(high)


def _place(name: str, states: tuple[str, ...], state: str) -> int:
    if state not in states:
        msg = f"{name} has no state {state}; its states are {', '.join(states)}"
        raise DataError(msg)
    return states.index(state)


def average_effect(
    network: BayesianNetwork,
    cause: str,
    effect: str,
    draws: int = 200,
    generator: np.random.Generator | None = None,
) -> AverageEffect:
    """P(effect | do(cause = each state)), exactly, and for draws of the tables.

    Only the ancestors of the effect in the mutilated network are computed with.

    Args:
        network: The fitted network.
        cause: The variable that is set.
        effect: The variable looked at.
        draws: Number of draws of the tables; 0 for none.
        generator: Source of randomness of the draws.

    Returns:
        The effect; ``unaffected`` where no directed path leads from cause to effect.

    Raises:
        DataError: A variable is unknown, or cause and effect are the same.
    """
    x, y = network.index(cause), network.index(effect)
    if x == y:
        msg = f"cause and effect are both {cause}; name two variables"
        raise DataError(msg)
    parents = [own if v != x else () for v, own in enumerate(network.parents)]
    useful = sorted(_above(parents, y) | {x})
    local = {v: i for i, v in enumerate(useful)}
    others = [v for v in useful if v != x]
    tree = JunctionTree(
        [network.cards[v] for v in useful],
        [tuple(local[u] for u in (*parents[v], v)) for v in others],
    )
    card = network.cards[x]
    likelihood = [torch.ones(network.cards[v], card, dtype=torch.float64) for v in useful]
    likelihood[local[x]] = torch.eye(card, dtype=torch.float64)

    def exact(tables: list[Float64[np.ndarray, "..."]]) -> Float64[np.ndarray, "label state"]:
        with torch.no_grad():
            found = tree.run([torch.from_numpy(t) for t in tables], likelihood, [local[y]])
        return found.marginals[0].numpy().T

    means = network.tables
    drawn = network.draw(draws, generator or np.random.default_rng(0)) if draws else ()
    sampled = [exact([drawn[v][k] for v in others]) for k in range(draws)]
    return AverageEffect(
        cause,
        effect,
        network.states[x],
        network.states[y],
        exact([means[v] for v in others]),
        np.array(sampled).reshape(draws, card, network.cards[y]),
        x not in _above(parents, y),
    )


def _above(parents: list[tuple[int, ...]], node: int) -> set[int]:
    """The node and all its direct and indirect causes."""
    found, waiting = {node}, [node]
    while waiting:
        for parent in parents[waiting.pop()]:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
