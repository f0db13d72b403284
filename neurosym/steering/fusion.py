r"""One posterior from network, model and rules, exact on their joint.

With the causal posterior ``p(V | e)``, the model's beliefs ``b`` and the rules' chances ``F``::

    p*(V, F | e) ~ p(V | e) P(F) prod_y r_y(y) prod_soft (1 - s)^broken(V, F) [hard rules hold]

Rule tables and the ratios ``r_y`` enter the junction tree of the network as factors and evidence,
so nothing is multiplied that should have been conditioned. With one predicted variable ``r_y`` is
``(b(y) / p(y | e))^w``, a log-linear pool: the model was trained on the evidence that the network
has seen too, and ``w`` says how much it adds. With several, the ratios are scaled in turn until
each marginal is ``~ p^(1-w) b^w`` (iterative proportional scaling [1]), since plain ratios count
shared information twice.

References:
    [1] W. E. Deming, F. F. Stephan, "On a least squares adjustment of a sampled frequency table
        when the expected marginal totals are known", 1940.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Float64, Int16
from torch import Tensor

from neurosym.bayes.inference.junction_tree import JunctionTree, Marginals
from neurosym.logic.numeric_tests import evaluate
from neurosym.steering.rule_factors import RuleFactors
from neurosym.steering.switches import ALL_ON, Switches

_PASSES = 50
_SETTLED = 1e-6


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
        self._tables = [torch.as_tensor(table, dtype=torch.float64) for table in tables]
        self._plain = JunctionTree(self.cards, list(scopes))
        self._plain_potentials = self._plain.prepare(self._tables)
        first_query = len(factors.all_cards)
        self._queries = tuple(range(first_query, first_query + len(factors.queries)))
        constraint_scopes = [factor.scope for factor in factors.constraints]
        query_scopes = [
            (*q.scope, axis) for q, axis in zip(factors.queries, self._queries, strict=True)
        ]
        chances = [
            len(self.cards) + i for i, extra in enumerate(factors.extra) if extra.probabilities
        ]
        self._fixed = [
            *self._tables,
            *(_double(factors.extra[axis - len(self.cards)].probabilities) for axis in chances),
            *(_double(np.stack([~q.holds, q.holds], axis=-1)) for q in factors.queries),
        ]
        self._ruled = JunctionTree(
            (*factors.all_cards, *(2 for _ in self._queries)),
            [*scopes, *((axis,) for axis in chances), *query_scopes, *constraint_scopes],
        )
        self._broken = [_double(factor.broken) for factor in factors.constraints]
        strengths = [factor.strength for factor in factors.constraints]
        self.strengths = torch.tensor(strengths, dtype=torch.float64)
        self._potentials = self._ruled.prepare(self._all_tables(self.strengths))

    def _all_tables(self, strengths: Float64[Tensor, " rule"]) -> list[Tensor]:
        kept = [
            1.0 - (strength if self._is_on(i) else 0.0) * broken
            for i, (strength, broken) in enumerate(zip(strengths, self._broken, strict=True))
        ]
        return [*self._fixed, *kept]

    def _is_on(self, index: int) -> bool:
        hard = self.factors.constraints[index].hard
        return self.switches.hard_rules if hard else self.switches.soft_rules

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
        found = self._plain.run(self._plain_potentials, self._evidence(codes), targets)
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
        evidence = self._evidence(codes)
        settled = True
        if beliefs and weight > 0.0 and self.switches.model:
            ratios, settled = self._ratios(evidence, beliefs, weight)
            evidence = [row * ratios.get(i, 1.0) for i, row in enumerate(evidence)]
        potentials = (
            self._potentials
            if strengths is None
            else self._ruled.prepare(self._all_tables(strengths))
        )
        wanted = (*range(len(self.cards)), *self._queries)
        found = self._ruled.run(potentials, evidence + self._extra_evidence(values), wanted)
        return _posterior(found, settled)

    def without_each_rule(
        self,
        codes: Int16[np.ndarray, " variable"],
        values: Float64[np.ndarray, " variable"],
        beliefs: Mapping[int, Float[Tensor, "batch _"]],
        weight: float,
        target: int,
    ) -> Float64[np.ndarray, "rule state"]:
        """Return what one case's answer would be without each constraint in turn, exactly.

        The weight of all worlds is linear in every table. So its derivative by a rule's table,
        summed, is that weight with the rule's table replaced by ones; one backward pass for each
        state of the target gives it for all rules at once.

        Args:
            codes: State of each variable, -1 where silent.
            values: Numbers of the numeric variables; NaN where silent.
            beliefs: The model's beliefs on the predicted variables, one row.
            weight: How much the model adds.
            target: The variable whose states are the answers.

        Returns:
            Normalised probabilities; rows of zeros where no world is left without the rule either.
        """
        row, number = codes[None], values[None]
        evidence = self._evidence(row)
        ratios, _ = self._ratios(evidence, beliefs, weight)
        evidence = [r * ratios.get(i, 1.0) for i, r in enumerate(evidence)]
        states = self.cards[target]
        spread = [r.expand(-1, states) for r in evidence + self._extra_evidence(number)]
        spread[target] = spread[target] * torch.eye(states, dtype=torch.float64)
        tables = self._all_tables(self.strengths)
        first = len(self._fixed)
        free = [table.clone().requires_grad_() for table in tables[first:]]
        prepared = self._ruled.prepare([*tables[:first], *free])
        joint = self._ruled.run(prepared, spread, ()).log_evidence
        left = torch.zeros(len(free), states, dtype=torch.float64)
        for state in torch.nonzero(~torch.isneginf(joint)).flatten().tolist():
            grads = torch.autograd.grad(joint[state], free, retain_graph=True)
            share = torch.stack([grad.sum() for grad in grads])
            left[:, state] = share * joint[state].detach().exp()
        for rule, factor in enumerate(self.factors.constraints):
            if factor.hard:  # a state that the rule leaves no world has no derivative to go by
                without = [*tables[: first + rule], torch.ones_like(tables[first + rule])]
                without += tables[first + rule + 1 :]
                left[rule] = self._ruled.run(without, spread, ()).log_evidence.exp()
        total = left.sum(1, keepdim=True)
        return np.asarray(left / torch.where(total > 0, total, 1.0))

    def possible(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
        active: Bool[np.ndarray, " rule"] | None = None,
    ) -> Bool[np.ndarray, " batch"]:
        """Return whether any world agrees with the evidence and the active hard constraints."""
        hard = np.array([factor.hard for factor in self.factors.constraints], dtype=bool)
        on = hard if active is None else hard & active
        potentials = self._ruled.prepare(self._all_tables(torch.from_numpy(on).double()))
        evidence = self._evidence(codes) + self._extra_evidence(values)
        found = self._ruled.run(potentials, evidence, ())
        return np.asarray(~torch.isneginf(found.log_evidence))

    def _evidence(self, codes: Int16[np.ndarray, "batch variable"]) -> list[Tensor]:
        rows = []
        for card, column in zip(self.cards, codes.T, strict=True):
            lookup = torch.cat([torch.eye(card), torch.ones(1, card)]).double()
            rows.append(lookup[torch.from_numpy(column.astype(np.int64))].T.contiguous())
        return rows

    def _extra_evidence(self, values: Float64[np.ndarray, "batch variable"]) -> list[Tensor]:
        rows = []
        for extra in self.factors.extra:
            if extra.test is None:
                rows.append(torch.ones(extra.card, len(values), dtype=torch.float64))
            else:
                outcome = torch.from_numpy(evaluate(extra.test, values).astype(np.int64))
                rows.append(torch.eye(3, dtype=torch.float64)[outcome].T.contiguous())
        rows.extend(torch.ones(2, len(values), dtype=torch.float64) for _ in self._queries)
        return rows

    def _ratios(
        self, evidence: list[Tensor], beliefs: Mapping[int, Float[Tensor, "batch _"]], weight: float
    ) -> tuple[dict[int, Tensor], bool]:
        """Return the factor on each predicted variable's states, and whether all were met."""
        targets = tuple(beliefs)
        current = self._plain.run(self._plain_potentials, evidence, targets).marginals
        pooled = [
            _pool(p, beliefs[y].double().T, weight) for y, p in zip(targets, current, strict=True)
        ]
        ratios = {y: torch.ones_like(p) for y, p in zip(targets, current, strict=True)}
        for _ in range(_PASSES):
            for position, y in enumerate(targets):
                rows = [row * ratios.get(i, 1.0) for i, row in enumerate(evidence)]
                (now,) = self._plain.run(self._plain_potentials, rows, (y,)).marginals
                ratios[y] = ratios[y] * _ratio(pooled[position], now)
            if len(targets) == 1 or self._met(evidence, ratios, targets, pooled):
                return ratios, True
        return ratios, False

    def _met(
        self,
        evidence: list[Tensor],
        ratios: Mapping[int, Tensor],
        targets: tuple[int, ...],
        pooled: list[Tensor],
    ) -> bool:
        rows = [row * ratios.get(i, 1.0) for i, row in enumerate(evidence)]
        now = self._plain.run(self._plain_potentials, rows, targets).marginals
        gaps = (float((a - b).abs().max()) for a, b in zip(now, pooled, strict=True))
        return max(gaps) < _SETTLED


def _double(array: Sequence[float] | np.ndarray | None) -> Tensor:
    return torch.as_tensor(np.asarray(array), dtype=torch.float64)


def _posterior(found: Marginals, settled: bool = True) -> Posterior:
    marginals = tuple(marginal.T for marginal in found.marginals)
    return Posterior(found.log_evidence, marginals, settled)


def _pool(
    p: Float64[Tensor, "state batch"], belief: Float64[Tensor, "state batch"], weight: float
) -> Float64[Tensor, "state batch"]:
    """Return ``p^(1 - w) b^w``, normalised; a state that p excludes stays excluded."""
    safe = torch.where(p > 0, p, 1.0)
    mixed = safe.pow(1.0 - weight) * belief.clamp_min(1e-30).pow(weight)
    mixed = torch.where(p > 0, mixed, 0.0)
    total = mixed.sum(0, keepdim=True)
    return mixed / torch.where(total > 0, total, 1.0)


def _ratio(
    wanted: Float64[Tensor, "state batch"], now: Float64[Tensor, "state batch"]
) -> Float64[Tensor, "state batch"]:
    return torch.where(now > 0, wanted / torch.where(now > 0, now, 1.0), 0.0)
