r"""Sets of states that hold the truth with a stated probability, whatever the model is worth.

A score says how badly a state fits a case; a set holds the states whose score is at most a
quantile of the scores of recorded states. If the cases used for that were used for nothing else
and are exchangeable with those to come, a set holds the truth with probability at least
``1 - alpha`` [1]. With few labels none can be set aside; cross-conformal sets compare with every
case under a fold that has not seen it, and a bound near ``1 - 2 alpha`` is proved [2, 3].

Two departures, both towards what a reader expects of an answer. The most probable state is always
in, which only raises the coverage. A state at probability 0, which a hard rule excludes, is never
in; its score is infinite, so a finite quantile keeps its guarantee, and where the quantile is
infinite (too few cases) the coverage is one minus the probability that the rules exclude the truth.

References:
    [1] V. Vovk, A. Gammerman, G. Shafer, "Algorithmic learning in a random world", 2005.
    [2] Y. Romano, M. Sesia, E. Candes, "Classification with valid and adaptive coverage",
        NeurIPS 2020 (adaptive sets; theorem 2: folds).
    [3] R. F. Barber et al., "Predictive inference with the jackknife+", Annals of Statistics 2021.
    [4] M. Sadinle, J. Lei, L. Wasserman, "Least ambiguous set-valued classifiers with bounded
        error levels", JASA 2019.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from jaxtyping import Bool, Float, Float64, Int, Int64


class Score(StrEnum):
    """How badly a state fits a case.

    ``LEAST_AMBIGUOUS`` is one minus its probability: the smallest sets on average [4].
    ``ADAPTIVE`` is the probability of all states up to and with it, the most probable first: sets
    whose coverage varies less between easy and hard cases [2] (without its random part).
    """

    LEAST_AMBIGUOUS = "least-ambiguous"
    ADAPTIVE = "adaptive"


def scores(
    probabilities: Float[np.ndarray, "case state"], score: Score
) -> Float64[np.ndarray, "case state"]:
    """Return how badly each state fits each case; infinite at probability 0."""
    p = probabilities.astype(np.float64)
    if score is Score.LEAST_AMBIGUOUS:
        found = 1.0 - p
    else:
        order = np.argsort(-p, axis=1, kind="stable")
        found = np.empty_like(p)
        np.put_along_axis(found, order, np.take_along_axis(p, order, axis=1).cumsum(axis=1), axis=1)
    return np.where(p > 0, found, np.inf)


def rank_of_quantile(cases: int, alpha: float) -> int:
    """Return which of the ordered scores is the quantile, from 1; beyond ``cases``: infinity.

    Example:
        >>> rank_of_quantile(99, 0.1), rank_of_quantile(8, 0.1)
        (90, 9)
    """
    return math.ceil((cases + 1) * (1.0 - alpha) - 1e-9)


@dataclass(frozen=True, slots=True)
class ConformalSets:
    """Prediction sets with a stated coverage; :func:`fit_sets` makes them.

    Attributes:
        score: How badly a state fits a case.
        alpha: Accepted probability that the truth is outside.
        thresholds: Greatest score in the set, for each state; alike unless by class.
        cases: Labelled cases behind the thresholds.
        by_class: Whether the coverage holds for each state as the truth.
    """

    score: Score
    alpha: float
    thresholds: Float64[np.ndarray, " state"]
    cases: int
    by_class: bool = False

    @property
    def set_coverage(self) -> float:
        """Guaranteed probability that a set holds the truth."""
        return 1.0 - self.alpha

    def __call__(
        self, probabilities: Float[np.ndarray, "batch state"]
    ) -> Bool[np.ndarray, "batch state"]:
        """Return which states are in each case's set.

        Args:
            probabilities: Rows that sum to one, or are all 0 where no world is left: such a set
                holds every state.
        """
        inside = scores(probabilities, self.score) <= self.thresholds
        return _finished(inside, probabilities)


def fit_sets(
    probabilities: Float[np.ndarray, "case state"],
    labels: Int[np.ndarray, " case"],
    alpha: float = 0.1,
    score: Score = Score.LEAST_AMBIGUOUS,
    by_class: bool = False,
) -> ConformalSets:
    """Fit prediction sets on cases that nothing else was fitted to.

    Args:
        probabilities: Answers to those cases.
        labels: Recorded states.
        alpha: Accepted probability that the truth is outside.
        score: How badly a state fits a case.
        by_class: Whether the coverage shall hold for each state as the truth; a state with too few
            cases is then in every set.

    Raises:
        ValueError: If ``alpha`` is not between 0 and 1.
    """
    _check(alpha)
    states = probabilities.shape[1]
    of_truth = scores(probabilities, score)[np.arange(len(labels)), labels]
    if by_class:
        limits = [_quantile(of_truth[labels == state], alpha) for state in range(states)]
    else:
        limits = [_quantile(of_truth, alpha)] * states
    return ConformalSets(score, alpha, np.array(limits), len(labels), by_class)


@dataclass(frozen=True, slots=True)
class CrossConformalSets:
    """Prediction sets from cases that are fitted to as well, each judged by another fold [2].

    Attributes:
        score: How badly a state fits a case.
        alpha: Accepted probability that the truth is outside, before the price of the folds.
        of_truth: Score of each case's recorded state, by the fit that left out its fold.
        fold: The fold of each case.
    """

    score: Score
    alpha: float
    of_truth: Float64[np.ndarray, " case"]
    fold: Int64[np.ndarray, " case"]

    @property
    def set_coverage(self) -> float:
        """Guaranteed probability that a set holds the truth: near ``1 - 2 alpha`` [3].

        With ``k`` equal folds of ``n`` cases it is ``1 - 2 alpha - min(2 (1 - 1/k) / (n/k + 1),
        (1 - k/n) / (k + 1))``; usually sets cover about ``1 - alpha``.
        """
        n, k = len(self.fold), int(self.fold.max()) + 1
        price = min(2.0 * (1.0 - 1.0 / k) / (n / k + 1.0), (1.0 - k / n) / (k + 1.0))
        return max(0.0, 1.0 - 2.0 * self.alpha - price)

    def __call__(
        self, probabilities: Float[np.ndarray, "fold batch state"]
    ) -> Bool[np.ndarray, "batch state"]:
        """Return which states are in each case's set.

        A state is out when its score is worse than that of at least ``(1 - alpha) (n + 1)`` cases.

        Args:
            probabilities: Answers by each fold's fit. One answer repeated is an approximation: the
                guarantee is for the folds' own answers.
        """
        worse = np.zeros(probabilities.shape[1:], np.int64)
        for number, answer in enumerate(probabilities):
            known = np.sort(self.of_truth[self.fold == number])
            worse += np.searchsorted(known, scores(answer, self.score), side="left")
        inside = worse < rank_of_quantile(len(self.fold), self.alpha)
        return _finished(inside, probabilities.mean(axis=0))


def fit_cross_sets(
    probabilities: Float[np.ndarray, "case state"],
    labels: Int[np.ndarray, " case"],
    fold: Int64[np.ndarray, " case"],
    alpha: float = 0.1,
    score: Score = Score.LEAST_AMBIGUOUS,
) -> CrossConformalSets:
    """Fit prediction sets by cross-fitting, for few labels.

    Args:
        probabilities: Answer to each case by the fit that left out its fold.
        labels: Recorded states.
        fold: The fold of each case.
        alpha: Accepted probability that the truth is outside, before the price of the folds.
        score: How badly a state fits a case.

    Raises:
        ValueError: If ``alpha`` is not between 0 and 1.
    """
    _check(alpha)
    of_truth = scores(probabilities, score)[np.arange(len(labels)), labels]
    return CrossConformalSets(score, alpha, of_truth, fold)


def _check(alpha: float) -> None:
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha is {alpha}; give a probability between 0 and 1")


def _quantile(values: Float64[np.ndarray, " case"], alpha: float) -> float:
    rank = rank_of_quantile(len(values), alpha)
    return float(np.sort(values)[rank - 1]) if rank <= len(values) else math.inf


def _finished(
    inside: Bool[np.ndarray, "batch state"], probabilities: Float[np.ndarray, "batch state"]
) -> Bool[np.ndarray, "batch state"]:
    """Put the most probable state in, impossible ones out, and all in where all are impossible."""
    possible = probabilities > 0
    inside = inside & possible
    inside[np.arange(len(inside)), probabilities.argmax(axis=1)] = True
    return inside | ~possible.any(axis=1, keepdims=True)
