"""From arrays of cases to arrays of answers: network, rules and model in one batch.

The engine holds what a fitted reasoner needs to answer, compiled once: the junction trees, the
rule tables, the model. It knows nothing of words; :mod:`neurosym.reasoner.explaining` turns its
arrays into an answer that a person can check.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Bool, Float64, Int16

from neurosym.bayes.network.network import BayesianNetwork
from neurosym.cases.vocabulary import Vocabulary
from neurosym.nn.model import SteeredModel
from neurosym.steering.fusion import Fusion, Posterior
from neurosym.steering.guide import Guide
from neurosym.steering.rule_factors import RuleFactors
from neurosym.steering.switches import Switches

_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Fused:
    """What network, model and rules say of a batch of cases, before calibration.

    Attributes:
        probabilities: Of the target's states; 0 where no world is left.
        network: The network's own posterior of the target.
        belief: The model's belief on the target.
        marginals: Fused posterior of every variable.
        log_evidence: The network's log-probability of the evidence, in nats.
        conflict: Where no world agrees with evidence and rules.
    """

    probabilities: Float64[np.ndarray, "batch state"]
    network: Float64[np.ndarray, "batch state"]
    belief: Float64[np.ndarray, "batch state"]
    marginals: tuple[Float64[np.ndarray, "batch _"], ...]
    log_evidence: Float64[np.ndarray, " batch"]
    conflict: Bool[np.ndarray, " batch"]


class Engine:
    """Answers batches of cases.

    Args:
        vocabulary: The variables, numeric ones with their bins.
        target: Index of the variable that is asked for.
        network: The fitted network.
        factors: What the rules add.
        model: The trained model.
        switches: Which parts are on.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        target: int,
        network: BayesianNetwork,
        factors: RuleFactors,
        model: SteeredModel,
        switches: Switches,
    ) -> None:
        self.vocabulary = vocabulary
        self.target = target
        self.network = network
        self.factors = factors
        self.model = model.eval()
        self.switches = switches
        self.weight = 0.0

    @cached_property
    def fusion(self) -> Fusion:
        """Network and rules, compiled."""
        return Fusion(self.network.scopes, self.network.tables, self.factors, self.switches)

    @cached_property
    def guide(self) -> Guide:
        """What steers the model."""
        return Guide(self.fusion, (self.target,), self.switches)

    def beliefs(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
    ) -> tuple[Float64[np.ndarray, "batch state"], Posterior]:
        """Return the model's belief on the target, and the network's posterior that steered it."""
        guidance = self.guide(codes, values)
        with torch.no_grad():
            tokens = self.model.encode(
                torch.from_numpy(codes.astype(np.int64)), torch.from_numpy(values).float()
            )
            output = self.model(tokens, guidance.steering)
        return output.log_belief[0].double().exp().numpy(), guidance.network

    def answer(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
    ) -> Fused:
        """Return the fused answer of every case.

        Args:
            codes: State of each variable, -1 where silent; the target must be silent.
            values: Numbers of the numeric variables; NaN where silent.
        """
        parts = [
            self._answer(codes[start : start + _ROWS], values[start : start + _ROWS])
            for start in range(0, max(1, len(codes)), _ROWS)
        ]
        if len(parts) == 1:
            return parts[0]
        marginals = zip(*(part.marginals for part in parts), strict=True)
        return Fused(
            np.concatenate([part.probabilities for part in parts]),
            np.concatenate([part.network for part in parts]),
            np.concatenate([part.belief for part in parts]),
            tuple(np.concatenate(columns) for columns in marginals),
            np.concatenate([part.log_evidence for part in parts]),
            np.concatenate([part.conflict for part in parts]),
        )

    def _answer(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
    ) -> Fused:
        belief, network = self.beliefs(codes, values)
        fused = self.fuse(codes, values, belief)
        return Fused(
            fused.marginals[self.target].numpy(),
            network.marginals[self.target].numpy(),
            belief,
            tuple(marginal.numpy() for marginal in fused.marginals[: len(self.vocabulary)]),
            network.log_evidence.numpy(),
            fused.conflict.numpy(),
        )

    def fuse(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
        belief: Float64[np.ndarray, "batch state"],
    ) -> Posterior:
        """Return the fused posterior under the engine's weight and strengths."""
        beliefs = {self.target: torch.from_numpy(belief)}
        return self.fusion.run(codes, values, beliefs, self.weight)
