"""What rules and network say of a few cases before the model reads them, without torch."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float64

from neurosym.nn.light_step import LightSteering
from neurosym.steering.activation import RuleActivation
from neurosym.steering.rule_factors import RuleFactors
from neurosym.steering.switches import Switches


class LightGuide:
    """Turns the network's posterior into steering inputs, as :mod:`neurosym.steering.guide` does.

    Args:
        factors: What the rules add.
        predicted: The predicted variables.
        switches: What is handed to the model.
    """

    def __init__(self, factors: RuleFactors, predicted: Sequence[int], switches: Switches) -> None:
        self._activation = RuleActivation(factors, predicted)
        self._switches = switches
        self._widest = max(factors.cards)

    def __call__(
        self,
        marginals: Sequence[Float64[np.ndarray, "batch _"]],
        values: Float64[np.ndarray, "batch variable"],
    ) -> LightSteering:
        """Return the steering inputs.

        Args:
            marginals: The network's own posterior of every variable.
            values: Numbers of the numeric variables; NaN where silent.
        """
        active = self._activation(marginals, values) if self._switches.rule_bias else None
        if not self._switches.causal_bias:
            return LightSteering(active, None)
        causal = np.zeros((len(values), len(marginals), self._widest), np.float32)
        for variable, marginal in enumerate(marginals):
            causal[:, variable, : marginal.shape[1]] = marginal
        return LightSteering(active, causal)
