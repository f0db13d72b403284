"""The fusion of a few cases without torch, and what only explanations ask of it.

It joins the same tables as :class:`neurosym.steering.fusion.Fusion` and gives the same posterior.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float64, Int16

from neurosym.bayes.inference.few_cases import CaseMarginals, FewCases
from neurosym.bayes.inference.plan import TreePlan
from neurosym.steering.fusion_tables import FusionTables
from neurosym.steering.pooling import Ratios, pooling_ratios
from neurosym.steering.rule_factors import RuleFactors
from neurosym.steering.switches import ALL_ON, Switches

Beliefs = Mapping[int, Float64[np.ndarray, "batch _"]]


@dataclass(frozen=True, slots=True)
class LightPosterior:
    """Posterior of every variable for a few cases.

    Attributes:
        log_evidence: Log-weight of the worlds that are left, in nats; -inf where none is.
        marginals: Of every network variable, then of every query, ``[batch, state]``; 0 where no
            world is left.
    """

    log_evidence: Float64[np.ndarray, " batch"]
    marginals: tuple[Float64[np.ndarray, "batch _"], ...]

    @property
    def conflict(self) -> Bool[np.ndarray, " batch"]:
        """Where no world agrees with the evidence and the rules."""
        return np.isneginf(self.log_evidence)


class LightFusion:
    """Joins the tables of a network with rule factors, for a few cases.

    Args:
        scopes: Parents and child, child last, of each of the network's tables.
        tables: The conditional tables, ``[parents' states..., state]``.
        factors: What the rules add.
        switches: Which parts are on.
        strengths: Of all constraints, in their order; None for the rules' own.

    Raises:
        ResourceLimitError: If network and rules together are too wide for exact inference.
    """

    def __init__(
        self,
        scopes: Sequence[tuple[int, ...]],
        tables: Sequence[Float[np.ndarray, "..."]],
        factors: RuleFactors,
        switches: Switches = ALL_ON,
        strengths: Float64[np.ndarray, " rule"] | None = None,
    ) -> None:
        own = np.array([factor.strength for factor in factors.constraints], np.float64)
        self.factors = factors
        self.switches = switches
        self.strengths = own if strengths is None else strengths
        self._tables = FusionTables(scopes, tables, factors, switches)
        plain = TreePlan(factors.cards, self._tables.scopes)
        self._plain = FewCases(plain, self._tables.network)
        self._plan = TreePlan(self._tables.all_cards, self._tables.all_scopes)
        self._ruled = FewCases(self._plan, self._all_tables(self.strengths))

    def _all_tables(self, strengths: Float64[np.ndarray, " rule"]) -> list[np.ndarray]:
        kept = [
            1.0 - (strengths[rule] if self._tables.is_on(rule) else 0.0) * broken
            for rule, broken in enumerate(self._tables.broken)
        ]
        return [*self._tables.fixed, *kept]

    def network_posterior(self, codes: Int16[np.ndarray, "batch variable"]) -> LightPosterior:
        """Return the network's own posterior, without model and rules.

        Args:
            codes: State of each variable, -1 where silent.
        """
        return _posterior(self._plain.run(self._seen(codes)), len(codes))

    def run(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
        beliefs: Beliefs | None = None,
        weight: float = 0.0,
    ) -> LightPosterior:
        """Return the fused posterior of every variable and query.

        Args:
            codes: State of each variable, -1 where silent.
            values: Numbers of the numeric variables; NaN where silent or not numeric.
            beliefs: The model's beliefs on the predicted variables, each row summing to one.
            weight: How much the model adds, from 0 (the network alone) to 1.
        """
        evidence = self._pooled(codes, beliefs, weight) | self._compared(values)
        return _posterior(self._ruled.run(evidence, self._tables.wanted), len(codes))

    def without_each_rule(
        self,
        codes: Int16[np.ndarray, " variable"],
        values: Float64[np.ndarray, " variable"],
        beliefs: Beliefs,
        weight: float,
        target: int,
    ) -> Float64[np.ndarray, "rule state"]:
        """Return what one case's answer would be without each constraint in turn, exactly.

        Args:
            codes: State of each variable, -1 where silent.
            values: Numbers of the numeric variables; NaN where silent.
            beliefs: The model's beliefs on the predicted variables, one row.
            weight: How much the model adds.
            target: The variable whose states are the answers.

        Returns:
            Normalised probabilities; rows of zeros where no world is left without the rule either.
        """
        evidence = self._pooled(codes[None], beliefs, weight) | self._compared(values[None])
        states = np.eye(self.factors.cards[target])
        evidence[target] = states * evidence.get(target, 1.0)
        first, rules = len(self._tables.fixed), len(self.factors.constraints)
        holding = [rule for rule in range(rules) if self.factors.constraints[rule].scope]
        joint = np.tile(self._ruled.run(evidence, ()).log_evidence, (rules, 1))
        places = [first + rule for rule in holding]
        joint[holding] = self._ruled.log_evidence_without(evidence, places)
        top = joint.max(axis=1, keepdims=True, initial=-np.inf)
        left = np.exp(joint - np.where(np.isneginf(top), 0.0, top))
        total = left.sum(axis=1, keepdims=True)
        return np.asarray(left / np.where(total > 0, total, 1.0))

    def possible(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
        active: Bool[np.ndarray, " rule"] | None = None,
    ) -> Bool[np.ndarray, " batch"]:
        """Return whether any world agrees with the evidence and the active hard constraints."""
        hard = np.array([factor.hard for factor in self.factors.constraints], dtype=bool)
        on = hard if active is None else hard & active
        evidence = self._seen(codes) | self._compared(values)
        found = FewCases(self._plan, self._all_tables(on.astype(np.float64))).run(evidence, ())
        return np.broadcast_to(found.log_evidence > -np.inf, len(codes))

    def _seen(self, codes: Int16[np.ndarray, "batch variable"]) -> dict[int, np.ndarray]:
        """Evidence of the variables that any case has."""
        rows = self._tables.states(codes)
        return {int(v): rows[v] for v in np.flatnonzero((codes >= 0).any(axis=0))}

    def _compared(self, values: Float64[np.ndarray, "batch variable"]) -> dict[int, np.ndarray]:
        """Evidence of the comparisons."""
        first = len(self.factors.cards)
        tests = {i for i, extra in enumerate(self.factors.extra) if extra.test is not None}
        rows = self._tables.outcomes(values) if tests else []
        return {first + i: row for i, row in enumerate(rows) if i in tests}

    def _pooled(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        beliefs: Beliefs | None,
        weight: float,
    ) -> dict[int, np.ndarray]:
        """Evidence with what the model adds to it."""
        evidence = self._seen(codes)
        if not beliefs or weight <= 0.0 or not self.switches.model:
            return evidence

        def marginals(ratios: Ratios, wanted: tuple[int, ...]) -> list[np.ndarray]:
            found = self._plain.run(_times(evidence, ratios), wanted).marginals
            return [np.broadcast_to(row, (len(row), len(codes))) for row in found]

        return _times(evidence, pooling_ratios(marginals, beliefs, weight)[0])


def _times(evidence: Mapping[int, np.ndarray], ratios: Ratios) -> dict[int, np.ndarray]:
    return {**evidence, **{y: evidence.get(y, 1.0) * ratio for y, ratio in ratios.items()}}


def _posterior(found: CaseMarginals, batch: int) -> LightPosterior:
    """Rows of cases; cases without any evidence have one answer for all."""
    marginals = (np.broadcast_to(row, (len(row), batch)).T for row in found.marginals)
    return LightPosterior(np.broadcast_to(found.log_evidence, batch), tuple(marginals))
