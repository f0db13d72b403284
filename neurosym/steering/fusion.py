r"""One posterior from network, model and rules, exact on their joint.

With the causal posterior ``p(V | e)``, the model's beliefs ``b`` and the rules' chances ``F``::

    p*(V, F | e) ~ p(V | e) P(F) prod_y r_y(y) prod_soft (1 - s)^broken(V, F) [hard rules hold]

Rule tables and the ratios ``r_y`` enter the junction tree of the network as factors and evidence,
so nothing is multiplied that should have been conditioned. With one predicted variable ``r_y`` is
``(b(y) / p(y | e))^w``, a log-linear pool: the model was trained on the evidence that the network
has seen too, and ``w`` says how much it adds. With several, the ratios are scaled in turn until
each marginal is ``~ p^(1-w) b^w``, see :mod:`neurosym.steering.pooling`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Float64, Int16
from torch import Tensor

from neurosym.bayes.inference.junction_tree import JunctionTree, Marginals
from neurosym.steering.fusion_tables import FusionTables
from neurosym.steering.pooling import Ratios, pooling_ratios
from neurosym.steering.rule_factors import RuleFactors
from neurosym.steering.switches import ALL_ON, Switches


@dataclass(frozen=True, slots=True)
class Posterior:
    """Posterior of every variable for a batch of cases.

    Attributes:
        log_evidence: Log-weight of the worlds that are left, in nats; -inf where none is.
        marginals: Of every network variable, then of every query, ``[batch, state]``; 0 where no
            world is left.
        settled: Whether the beliefs of several predicted variables could be met.
    """

    log_evidence: Float64[Tensor, " batch"]
    marginals: tuple[Float64[Tensor, "batch _"], ...]
    settled: bool = True

    @property
    def conflict(self) -> Bool[Tensor, " batch"]:
        """Where no world agrees with the evidence and the rules."""
        return torch.isneginf(self.log_evidence)


class Fusion:
    """Joins the tables of a network with rule factors, compiled once.

    Args:
        cards: States of each network variable.
        scopes: Parents and child, child last, of each of the network's tables.
        tables: The conditional tables, ``[parents' states..., state]``.
        factors: What the rules add.
        switches: Which parts are on.

    Raises:
        ResourceLimitError: If network and rules together are too wide for exact inference.
    """

    def __init__(
        self,
        scopes: Sequence[tuple[int, ...]],
        tables: Sequence[Float[np.ndarray, "..."]],
        factors: RuleFactors,
        switches: Switches = ALL_ON,
    ) -> None:
        self.factors = factors
        self.switches = switches
        self.cards = factors.cards
        self._tables = FusionTables(scopes, tables, factors, switches)
        self._plain = JunctionTree(self.cards, self._tables.scopes)
        self._plain_potentials = self._plain.prepare(_tensors(self._tables.network))
        self._fixed = _tensors(self._tables.fixed)
        self._ruled = JunctionTree(self._tables.all_cards, self._tables.all_scopes)
        self._broken = _tensors(self._tables.broken)
        strengths = [factor.strength for factor in factors.constraints]
        self.strengths = torch.tensor(strengths, dtype=torch.float64)
        self._potentials = self._ruled.prepare(self._all_tables(self.strengths))

    def _all_tables(self, strengths: Float64[Tensor, " rule"]) -> list[Tensor]:
        kept = [
            1.0 - (strength if self._tables.is_on(i) else 0.0) * broken
            for i, (strength, broken) in enumerate(zip(strengths, self._broken, strict=True))
        ]
        return [*self._fixed, *kept]

    def set_strengths(self, strengths: Float64[Tensor, " rule"]) -> None:
        """Replace the strengths of all constraints, in their order."""
        self.strengths = strengths.detach().clone()
        self._potentials = self._ruled.prepare(self._all_tables(self.strengths))

    def network_posterior(
        self, codes: Int16[np.ndarray, "batch variable"], targets: Sequence[int] | None = None
    ) -> Posterior:
        """Return the network's own posterior, without model and rules.

        Args:
            codes: State of each variable, -1 where silent.
            targets: Variables whose marginals are wanted; None for all.
        """
        found = self._plain.run(
            self._plain_potentials, _tensors(self._tables.states(codes)), targets
        )
        return _posterior(found)

    def run(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
        beliefs: Mapping[int, Float[Tensor, "batch _"]] | None = None,
        weight: float = 0.0,
        strengths: Float64[Tensor, " rule"] | None = None,
    ) -> Posterior:
        """Return the fused posterior of every variable and query.

        Args:
            codes: State of each variable, -1 where silent.
            values: Numbers of the numeric variables; NaN where silent or not numeric.
            beliefs: The model's beliefs on the predicted variables, each row summing to one.
            weight: How much the model adds, from 0 (the network alone) to 1.
            strengths: Strengths of the constraints, to differentiate in; None for the own ones.
        """
        evidence = _tensors(self._tables.states(codes))
        settled = True
        if beliefs and weight > 0.0 and self.switches.model:
            ratios, settled = self._ratios(evidence, beliefs, weight)
            evidence = _times(evidence, ratios)
        potentials = (
            self._potentials
            if strengths is None
            else self._ruled.prepare(self._all_tables(strengths))
        )
        evidence += _tensors(self._tables.outcomes(values))
        found = self._ruled.run(potentials, evidence, self._tables.wanted)
        return _posterior(found, settled)

    def _ratios(
        self, evidence: list[Tensor], beliefs: Mapping[int, Float[Tensor, "batch _"]], weight: float
    ) -> tuple[Ratios, bool]:
        """Return the factor on each predicted variable's states, and whether all were met."""

        def marginals(ratios: Ratios, wanted: tuple[int, ...]) -> list[np.ndarray]:
            rows = _times(evidence, ratios)
            found = self._plain.run(self._plain_potentials, rows, wanted)
            return [marginal.numpy() for marginal in found.marginals]

        given = {y: belief.detach().double().numpy() for y, belief in beliefs.items()}
        return pooling_ratios(marginals, given, weight)


def _tensors(arrays: Sequence[np.ndarray]) -> list[Tensor]:
    return [torch.from_numpy(array) for array in arrays]


def _times(evidence: list[Tensor], ratios: Ratios) -> list[Tensor]:
    return [
        row * torch.from_numpy(ratios[i]) if i in ratios else row for i, row in enumerate(evidence)
    ]


def _posterior(found: Marginals, settled: bool = True) -> Posterior:
    marginals = tuple(marginal.T for marginal in found.marginals)
    return Posterior(found.log_evidence, marginals, settled)
