"""How far each rule speaks in a case: a feature that steers the model, not a probability to keep.

A rule is active as far as the part of its body that the case decides holds, for the outcome that
it concerns most. Silent findings count with their causal posterior, taken as independent here;
the fusion conditions on the joint instead.
"""

import string
from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Float64
from torch import Tensor

from neurosym.logic.numeric_tests import evaluate
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
        self._tables = [torch.from_numpy(factors.constraints[i].broken).double() for i in self.used]

    @property
    def scopes(self) -> tuple[tuple[int, ...], ...]:
        """The network variables that each activation is about."""
        variables = len(self._factors.cards)
        scopes = (self._factors.constraints[i].scope for i in self.used)
        return tuple(tuple(axis for axis in scope if axis < variables) for scope in scopes)

    def __call__(
        self,
        marginals: Sequence[Float64[Tensor, "batch _"]],
        values: Float64[np.ndarray, "batch variable"],
    ) -> Float[Tensor, "batch rule"]:
        """Return the activations, from 0 to 1.

        Args:
            marginals: Posterior of every network variable; one-hot where it was seen.
            values: Numbers of the numeric variables; NaN where silent.
        """
        weights = [*marginals, *self._extra_weights(values)]
        if not self.used:
            return torch.zeros(len(values), 0)
        columns = [
            self._activation(self._factors.constraints[i], table, weights)
            for i, table in zip(self.used, self._tables, strict=True)
        ]
        return torch.stack(columns, dim=1).float()

    def _extra_weights(self, values: Float64[np.ndarray, "batch variable"]) -> list[Tensor]:
        weights = []
        for extra in self._factors.extra:
            if extra.test is None:
                row = torch.tensor(extra.probabilities, dtype=torch.float64)
                weights.append(row.expand(len(values), -1))
            else:
                outcome = torch.from_numpy(evaluate(extra.test, values).astype(np.int64))
                weights.append(torch.eye(3, dtype=torch.float64)[outcome])
        return weights

    def _activation(
        self, factor: RuleFactor, table: Float64[Tensor, "..."], weights: Sequence[Tensor]
    ) -> Float64[Tensor, " batch"]:
        letters = string.ascii_letters[: len(factor.scope)]
        given = [
            (letter, weights[axis])
            for letter, axis in zip(letters, factor.scope, strict=True)
            if axis not in self._predicted
        ]
        free = "".join(
            letter
            for letter, axis in zip(letters, factor.scope, strict=True)
            if axis in self._predicted
        )
        batch = len(weights[0])
        if not given:
            return table.max().expand(batch)
        inputs = ",".join([letters, *(f"Z{letter}" for letter, _ in given)])
        left = torch.einsum(f"{inputs}->Z{free}", table, *(weight for _, weight in given))
        return left.reshape(batch, -1).amax(1)
