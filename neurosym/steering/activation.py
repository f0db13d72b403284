"""How far each rule speaks in a case: a feature that steers the model, not a probability to keep.

A rule is active as far as the part of its body that the case decides holds, for the outcome that
it concerns most. Silent findings count with their causal posterior, taken as independent here;
the fusion conditions on the joint instead.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float32, Float64

from neurosym.steering.fusion_tables import outcome
from neurosym.steering.rule_factors import RuleFactor, RuleFactors

_WIDEST = 2**14


class RuleActivation:
    """Evaluates the activation of every constraint for a batch of cases.

    Args:
        factors: The tabulated rules.
        predicted: The predicted variables, over whose states the strongest activation counts.
    """

    def __init__(self, factors: RuleFactors, predicted: Sequence[int]) -> None:
        self._factors = factors
        self._predicted = frozenset(predicted)
        self.used = tuple(
            i for i, factor in enumerate(factors.constraints) if factor.broken.size <= _WIDEST
        )
        self._tables = [factors.constraints[i].broken.astype(np.float64) for i in self.used]

    @property
    def scopes(self) -> tuple[tuple[int, ...], ...]:
        """The network variables that each activation is about."""
        variables = len(self._factors.cards)
        scopes = (self._factors.constraints[i].scope for i in self.used)
        return tuple(tuple(axis for axis in scope if axis < variables) for scope in scopes)

    def __call__(
        self,
        marginals: Sequence[Float64[np.ndarray, "batch _"]],
        values: Float64[np.ndarray, "batch variable"],
    ) -> Float32[np.ndarray, "batch rule"]:
        """Return the activations, from 0 to 1.

        Args:
            marginals: Posterior of every network variable; one-hot where it was seen.
            values: Numbers of the numeric variables; NaN where silent.
        """
        weights = [*marginals, *self._extra_weights(values)]
        if not self.used:
            return np.zeros((len(values), 0), np.float32)
        columns = [
            self._activation(self._factors.constraints[i], table, weights)
            for i, table in zip(self.used, self._tables, strict=True)
        ]
        return np.stack(columns, axis=1).astype(np.float32)

    def _extra_weights(self, values: Float64[np.ndarray, "batch variable"]) -> list[np.ndarray]:
        return [
            outcome(extra, values).T
            if extra.probabilities is None
            else np.tile(np.asarray(extra.probabilities, np.float64), (len(values), 1))
            for extra in self._factors.extra
        ]

    def _activation(
        self, factor: RuleFactor, table: Float64[np.ndarray, "..."], weights: Sequence[np.ndarray]
    ) -> Float64[np.ndarray, " batch"]:
        batch = len(weights[0])
        places = sorted(range(len(factor.scope)), key=lambda i: factor.scope[i] in self._predicted)
        left = table.transpose(places).reshape(1, -1)
        for place in places:
            axis = factor.scope[place]
            if axis not in self._predicted:  # one axis after the other: small products
                weight = weights[axis]
                card = weight.shape[1]
                by_state = left.reshape(len(left), card, left.shape[1] // card)
                left = (weight[:, None] @ by_state)[:, 0]
        return np.broadcast_to(left.max(axis=1), batch)
