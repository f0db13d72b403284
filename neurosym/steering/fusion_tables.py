"""What a fusion multiplies: the tables of network and rules over common axes, and its evidence.

Axes are the network's variables, then the chances and comparisons of the rules, then one of two
states for each query. All arrays are numpy's; what answers many cases in torch and what answers
few without it start from the same tables.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Float64, Int16

from neurosym.logic.numeric_tests import evaluate
from neurosym.steering.rule_factors import ExtraVariable, RuleFactors
from neurosym.steering.switches import Switches


class FusionTables:
    """Tables of a network and of rule factors.

    Args:
        scopes: Parents and child, child last, of each of the network's tables.
        tables: The conditional tables, ``[parents' states..., state]``.
        factors: What the rules add.
        switches: Which parts are on.
    """

    def __init__(
        self,
        scopes: Sequence[tuple[int, ...]],
        tables: Sequence[Float[np.ndarray, "..."]],
        factors: RuleFactors,
        switches: Switches,
    ) -> None:
        self.factors = factors
        self.switches = switches
        self.scopes = tuple(scopes)
        self.network = [np.asarray(table, dtype=np.float64) for table in tables]
        first_query = len(factors.all_cards)
        self.queries = tuple(range(first_query, first_query + len(factors.queries)))
        chances = [
            (len(factors.cards) + i, np.asarray(extra.probabilities, dtype=np.float64))
            for i, extra in enumerate(factors.extra)
            if extra.probabilities
        ]
        holds = [np.stack([~q.holds, q.holds], axis=-1).astype(np.float64) for q in factors.queries]
        self.fixed = [*self.network, *(chance for _, chance in chances), *holds]
        self.broken = [factor.broken.astype(np.float64) for factor in factors.constraints]
        query_scopes = [
            (*q.scope, axis) for q, axis in zip(factors.queries, self.queries, strict=True)
        ]
        self.all_cards = (*factors.all_cards, *(2 for _ in self.queries))
        self.all_scopes = (
            *self.scopes,
            *((axis,) for axis, _ in chances),
            *query_scopes,
            *(factor.scope for factor in factors.constraints),
        )

    @property
    def wanted(self) -> tuple[int, ...]:
        """The axes whose marginals are an answer: the network's variables, then the queries."""
        return (*range(len(self.factors.cards)), *self.queries)

    def is_on(self, rule: int) -> bool:
        """Whether the switches let a constraint act."""
        hard = self.factors.constraints[rule].hard
        return self.switches.hard_rules if hard else self.switches.soft_rules

    def states(
        self, codes: Int16[np.ndarray, "batch variable"]
    ) -> list[Float64[np.ndarray, "_ batch"]]:
        """Evidence of the network's variables; ones where a case is silent.

        Args:
            codes: State of each variable, -1 where silent.
        """
        rows = []
        for card, column in zip(self.factors.cards, codes.T, strict=True):
            lookup = np.concatenate([np.eye(card), np.ones((1, card))])
            rows.append(np.ascontiguousarray(lookup[column].T))
        return rows

    def outcomes(
        self, values: Float64[np.ndarray, "batch variable"]
    ) -> list[Float64[np.ndarray, "_ batch"]]:
        """Evidence of the axes behind the network's: outcomes of comparisons, ones elsewhere.

        Args:
            values: Numbers of the numeric variables; NaN where silent or not numeric.
        """
        rows = [outcome(extra, values) for extra in self.factors.extra]
        rows.extend(np.ones((2, len(values))) for _ in self.queries)
        return rows


def outcome(
    extra: ExtraVariable, values: Float64[np.ndarray, "batch variable"]
) -> Float64[np.ndarray, "state batch"]:
    """Evidence of one axis that the rules add."""
    if extra.test is None:
        return np.ones((extra.card, len(values)))
    return np.ascontiguousarray(np.eye(extra.card)[evaluate(extra.test, values)].T)
