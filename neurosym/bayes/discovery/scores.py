"""Scores of a variable's family (the variable and its direct causes), cached by family.

``DiscreteScore`` is the Bayesian Dirichlet score with equivalent, uniform prior (BDeu) [1] or the
Bayesian information criterion (BIC) of a conditional table; its counts are one ``bincount`` of a
mixed-radix index. ``GaussianScore`` is the BIC of a linear Gaussian mechanism, from covariances
alone. All are score-equivalent: graphs that no data can tell apart score the same.

References:
    [1] D. Heckerman, D. Geiger, D. Chickering, "Learning Bayesian networks: the combination of
        knowledge and statistical data", 1995.
"""

from typing import Literal, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float64, Int16

ScoreName = Literal["bdeu", "bic"]
_VARIANCE_FLOOR = 1e-9
_CONSTANT_COST = 1e-3


@runtime_checkable
class FamilyScore(Protocol):
    """What a search needs to know about data."""

    @property
    def count(self) -> int:
        """The number of variables."""

    def family(self, child: int, parents: frozenset[int]) -> float:
        """The score of a variable with these parents; more is better."""


class DiscreteScore:
    """BDeu or BIC of complete discrete data.

    Args:
        codes: A state for each variable of each case; none missing.
        cards: Number of states of each variable.
        name: Which score.
        equivalent_sample_size: Pseudo-cases of the prior, for BDeu.
    """

    def __init__(
        self,
        codes: Int16[np.ndarray, "case variable"],
        cards: tuple[int, ...],
        name: ScoreName = "bdeu",
        equivalent_sample_size: float = 3.0,
    ) -> None:
        self._columns = [np.ascontiguousarray(column, np.int64) for column in codes.T]
        self._cases = len(codes)
        self._cards = cards
        self._sample_size = equivalent_sample_size
        self._score = self._bdeu if name == "bdeu" else self._bic
        self._cache: list[dict[frozenset[int], float]] = [{} for _ in cards]
        self._constant = frozenset(v for v, column in enumerate(codes.T) if _is_constant(column))

    @property
    def count(self) -> int:
        """The number of variables."""
        return len(self._cache)

    def family(self, child: int, parents: frozenset[int]) -> float:
        """The score of a variable with these parents, computed at most once.

        A column with one state tells nothing, but a finer prior over it scores better (a known
        fault of BDeu): arrows from and to it cost a little instead.
        """
        known = self._cache[child].get(parents)
        if known is None:
            telling = frozenset() if child in self._constant else parents - self._constant
            cost = _CONSTANT_COST * len(parents - telling)
            known = self._cache[child][parents] = self._score(child, telling) - cost
        return known

    def _counts(
        self, child: int, parents: frozenset[int]
    ) -> tuple[Float64[np.ndarray, "parent state"], float]:
        """Counts by the parents' joint states that occur, and how many there could be."""
        index = np.zeros(self._cases, np.int64)
        width, possible = 1, 1.0
        for parent in sorted(parents):
            index = index * self._cards[parent] + self._columns[parent]
            width *= self._cards[parent]
            possible *= self._cards[parent]
            if width > 4 * self._cases:  # far more joint states than cases: renumber what occurs
                occurring, index = np.unique(index, return_inverse=True)
                width = len(occurring)
        states = self._cards[child]
        flat = np.bincount(index * states + self._columns[child], minlength=width * states)
        counts = flat.reshape(width, states).astype(np.float64)
        return counts[counts.any(1)], possible

    def _bdeu(self, child: int, parents: frozenset[int]) -> float:
        from scipy.special import gammaln  # noqa: PLC0415

        counts, possible = self._counts(child, parents)
        row = self._sample_size / possible
        cell = row / self._cards[child]
        seen = counts[counts > 0]
        rows = len(counts) * gammaln(row) - gammaln(counts.sum(1) + row).sum()
        return float(rows + gammaln(seen + cell).sum() - len(seen) * gammaln(cell))

    def _bic(self, child: int, parents: frozenset[int]) -> float:
        counts, possible = self._counts(child, parents)
        seen, rows = counts[counts > 0], counts.sum(1)
        likelihood = (seen * np.log(seen)).sum() - (rows * np.log(rows)).sum()
        penalty = 0.5 * np.log(max(self._cases, 1)) * possible * (self._cards[child] - 1)
        return float(likelihood - penalty)


class GaussianScore:
    """BIC of linear Gaussian mechanisms.

    Args:
        covariance: Covariances of the variables.
        cases: The number of cases behind them.
    """

    def __init__(self, covariance: Float64[np.ndarray, "variable variable"], cases: int) -> None:
        spread = np.sqrt(np.diag(covariance))
        scale = np.where(spread > 0, spread, 1.0)
        self._correlation = covariance / np.outer(scale, scale)
        self._cases = cases
        self._cache: list[dict[frozenset[int], float]] = [{} for _ in covariance]

    @property
    def count(self) -> int:
        """The number of variables."""
        return len(self._cache)

    def family(self, child: int, parents: frozenset[int]) -> float:
        """The score of a variable with these parents, computed at most once.

        A variable that its parents determine keeps a billionth of its variance, so that an exact
        linear relation is strong evidence and not an infinite one.
        """
        known = self._cache[child].get(parents)
        if known is None:
            known = self._cache[child][parents] = self._score(child, sorted(parents))
        return known

    def _score(self, child: int, parents: list[int]) -> float:
        variance = self._correlation[child, child]
        if parents:
            among = self._correlation[np.ix_(parents, parents)]
            cross = self._correlation[parents, child]
            variance = variance - cross @ np.linalg.lstsq(among, cross, rcond=1e-10)[0]
        likelihood = -0.5 * self._cases * np.log(max(float(variance), _VARIANCE_FLOOR))
        return float(likelihood - 0.5 * np.log(self._cases) * (len(parents) + 1))


def _is_constant(column: Int16[np.ndarray, " case"]) -> bool:
    return bool(column.size) and bool((column == column[0]).all())
