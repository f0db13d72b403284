"""From arrays of cases to arrays of answers: network, rules and model in one batch.

The engine holds what answering many cases needs, compiled once: the junction trees, the rule
tables, the model. It is trained, and then gives its arrays to the light engine, which answers few
cases; from a saved reasoner it is made anew where many are asked.
"""

from functools import cached_property

import numpy as np
import torch
from jaxtyping import Float64, Int16

from neurosym.bayes.network.network import BayesianNetwork
from neurosym.cases.vocabulary import Vocabulary
from neurosym.nn.light import LightModel
from neurosym.nn.model import SteeredModel
from neurosym.reasoner.fused import Fused, joined
from neurosym.reasoner.light_engine import LightEngine
from neurosym.steering.fusion import Fusion, Posterior
from neurosym.steering.guide import Guide
from neurosym.steering.rule_factors import RuleFactors
from neurosym.steering.switches import Switches

_ROWS = 4096


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
        return joined(parts)

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

    def light(self) -> LightEngine:
        """Return the engine that answers few cases, which asks this one about many."""
        arrays = {name: tensor.numpy() for name, tensor in self.model.state_dict().items()}
        light = LightEngine(
            (self.vocabulary, self.target),
            self.network,
            (self.factors, self.fusion.strengths.numpy()),
            LightModel(self.model.config, self.model.schema, arrays),
            self.switches,
            self.weight,
        )
        light.many = self
        return light


def engine_from_arrays(light: LightEngine) -> Engine:
    """Return the engine for many cases that says what a light one says of few."""
    model = SteeredModel(light.model.config, light.model.schema, torch.Generator())
    arrays = {name: torch.from_numpy(array) for name, array in light.model.weights.items()}
    model.load_state_dict(arrays)
    engine = Engine(
        light.vocabulary, light.target, light.network, light.factors, model, light.switches
    )
    engine.fusion.set_strengths(torch.from_numpy(light.strengths))
    engine.weight = light.weight
    return engine
