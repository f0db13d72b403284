"""The engine of a fitted reasoner: few cases in numpy, many in torch.

Importing torch takes longer than all else that one answer takes, explanations included. So a
fitted reasoner answers a case, its neighbours and its hypothetical replies without it; only long
tables of cases are handed to :class:`neurosym.reasoner.engine.Engine`.
"""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from jaxtyping import Float64, Int16

from neurosym.bayes.network.network import BayesianNetwork
from neurosym.cases.vocabulary import Vocabulary
from neurosym.nn.light import LightModel
from neurosym.reasoner.fused import Answering, Fused
from neurosym.steering.light_fusion import LightFusion, LightPosterior
from neurosym.steering.light_guide import LightGuide
from neurosym.steering.rule_factors import RuleFactors
from neurosym.steering.switches import Switches

_FEW = 1024


class LightEngine:
    """Answers cases of a fitted domain.

    Args:
        domain: The variables, numeric ones with their bins, and the index of the one asked for.
        network: The fitted network.
        rules: What the rules add, and the strength of each constraint.
        model: The trained model.
        switches: Which parts are on.
        weight: How much the model adds to the network.
    """

    def __init__(
        self,
        domain: tuple[Vocabulary, int],
        network: BayesianNetwork,
        rules: tuple[RuleFactors, Float64[np.ndarray, " rule"]],
        model: LightModel,
        switches: Switches,
        weight: float,
    ) -> None:
        self.vocabulary, self.target = domain
        self.network = network
        self.factors, self.strengths = rules
        self.model = model
        self.switches = switches
        self.weight = weight

    @cached_property
    def fusion(self) -> LightFusion:
        """Network and rules, compiled."""
        return self.fusion_with(self.factors, self.strengths)

    def fusion_with(
        self, factors: RuleFactors, strengths: Float64[np.ndarray, " rule"]
    ) -> LightFusion:
        """Network and other rules, compiled."""
        tables = self.network.tables
        return LightFusion(self.network.scopes, tables, factors, self.switches, strengths)

    @cached_property
    def _guide(self) -> LightGuide:
        return LightGuide(self.factors, (self.target,), self.switches)

    @cached_property
    def many(self) -> Answering:
        """The engine for many cases, which imports torch."""
        from neurosym.reasoner.engine import engine_from_arrays  # noqa: PLC0415

        return engine_from_arrays(self)

    def beliefs(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
    ) -> tuple[Mapping[int, Float64[np.ndarray, "batch state"]], LightPosterior]:
        """Return the model's belief on the target, and the network's posterior that steered it."""
        network = self.fusion.network_posterior(codes)
        output = self.model(codes, values, self._guide(network.marginals, values))
        return {self.target: np.exp(output.log_belief[0].astype(np.float64))}, network

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
        if len(codes) > _FEW:
            return self.many.answer(codes, values)
        belief, network = self.beliefs(codes, values)
        fused = self.fusion.run(codes, values, belief, self.weight)
        return Fused(
            fused.marginals[self.target],
            network.marginals[self.target],
            belief[self.target],
            fused.marginals[: len(self.vocabulary)],
            network.log_evidence,
            fused.conflict,
        )
