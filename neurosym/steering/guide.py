"""What rules and network say of a case before the model reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Float64, Int16
from torch import Tensor

from neurosym.nn.steering import Steering
from neurosym.steering.activation import RuleActivation
from neurosym.steering.fusion import Fusion, Posterior
from neurosym.steering.rule_factors import RuleFactors
from neurosym.steering.switches import Switches


@dataclass(frozen=True, slots=True)
class Guidance:
    """Steering inputs for a batch of cases, and the posterior that they came from.

    Attributes:
        steering: What the model is given.
        network: The network's own posterior of every variable.
    """

    steering: Steering
    network: Posterior


class Guide:
    """Turns evidence into steering inputs.

    Args:
        fusion: Network and rules.
        predicted: The predicted variables.
        switches: What is handed to the model.
    """

    def __init__(self, fusion: Fusion, predicted: Sequence[int], switches: Switches) -> None:
        self.fusion = fusion
        self.activation = RuleActivation(fusion.factors, predicted)
        self.switches = switches
        self._widest = max(fusion.cards)

    @staticmethod
    def scopes_of(factors: RuleFactors, predicted: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        """Return the variables that each rule activation is about."""
        return RuleActivation(factors, predicted).scopes

    def __call__(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
    ) -> Guidance:
        """Return the steering inputs of a batch.

        Args:
            codes: State of each variable, -1 where silent.
            values: Numbers of the numeric variables; NaN where silent.
        """
        network = self.fusion.network_posterior(codes)
        active = self._activations(network, values) if self.switches.rule_bias else None
        causal = self._padded(network.marginals) if self.switches.causal_bias else None
        return Guidance(Steering(active, causal), network)

    def _activations(
        self, network: Posterior, values: Float64[np.ndarray, "batch variable"]
    ) -> Float[Tensor, "batch rule"]:
        marginals = [marginal.numpy() for marginal in network.marginals]
        return torch.from_numpy(self.activation(marginals, values))

    def _padded(
        self, marginals: Sequence[Float64[Tensor, "batch _"]]
    ) -> Float[Tensor, "batch variable state"]:
        padded = [
            torch.nn.functional.pad(marginal, (0, self._widest - marginal.shape[1]))
            for marginal in marginals
        ]
        return torch.stack(padded, dim=1).float()
