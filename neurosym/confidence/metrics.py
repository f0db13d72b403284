"""How good probabilities are: accuracy, losses, calibration, and what abstaining would gain.

Every function takes probabilities ``[case, state]`` with rows that sum to one, and the index of
each case's recorded state. Confidence is the probability of the most probable state.

References:
    [1] C. Guo et al., "On calibration of modern neural networks", ICML 2017.
    [2] Y. Geifman, R. El-Yaniv, "Selective classification for deep neural networks", NIPS 2017.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float64, Int, Int64

LEAST_PROBABILITY = 1e-3
"""What the logarithmic loss counts a smaller probability of the truth as, for all alike."""

BINS = 15


def confidence(probabilities: Float[np.ndarray, "case state"]) -> Float64[np.ndarray, " case"]:
    """Return the probability of each case's most probable state."""
    return np.asarray(probabilities.max(axis=1), np.float64)


def correct(
    probabilities: Float[np.ndarray, "case state"], labels: Int[np.ndarray, " case"]
) -> Bool[np.ndarray, " case"]:
    """Return whether the most probable state (the first, where several are) is the recorded one."""
    return np.asarray(probabilities.argmax(axis=1) == labels)


def accuracy(
    probabilities: Float[np.ndarray, "case state"], labels: Int[np.ndarray, " case"]
) -> float:
    """Return the share of cases whose most probable state is the recorded one."""
    return float(correct(probabilities, labels).mean())


def log_loss(
    probabilities: Float[np.ndarray, "case state"],
    labels: Int[np.ndarray, " case"],
    least: float = LEAST_PROBABILITY,
) -> float:
    """Return the mean of minus the log-probability of the recorded state, in nats.

    A probability of the truth below ``least`` counts as ``least``, so that one excluded truth
    costs a finite amount (6.9 nats). Rows are not renormalised after that: raising the other
    small probabilities would charge a sharp answer for something that did not happen.

    Args:
        probabilities: Rows that sum to one.
        labels: Recorded states.
        least: Smallest probability of the truth that counts.
    """
    return float(-np.log(np.maximum(_of_truth(probabilities, labels), least)).mean())


def brier(
    probabilities: Float[np.ndarray, "case state"], labels: Int[np.ndarray, " case"]
) -> float:
    """Return the mean squared distance to the recorded state, summed over states (0 to 2)."""
    of_truth = _of_truth(probabilities, labels)
    return float(((probabilities**2).sum(axis=1) - 2.0 * of_truth + 1.0).mean())


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cases by confidence: what was said, and what came true.

    Attributes:
        count: Cases in each bin.
        said: Mean confidence in each bin; NaN where it is empty.
        true: Share of right answers in each bin; NaN where it is empty.
        edges: Bounds of the bins; a bin holds what is above its lower and at most its upper one.
    """

    count: Int64[np.ndarray, " bin"]
    said: Float64[np.ndarray, " bin"]
    true: Float64[np.ndarray, " bin"]
    edges: Float64[np.ndarray, " bin+1"]

    @property
    def error(self) -> float:
        """Expected calibration error [1]: mean gap of said and true, weighted by cases."""
        filled = self.count > 0
        gaps = np.abs(self.said[filled] - self.true[filled])
        return float((gaps * self.count[filled]).sum() / self.count.sum())


def reliability(
    said: Float[np.ndarray, " case"], right: Bool[np.ndarray, " case"], bins: int = BINS
) -> Reliability:
    """Sort cases into bins of equal width by confidence.

    Args:
        said: Confidence of each case, 0 to 1.
        right: Whether its answer was right.
        bins: How many bins.
    """
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.clip(np.searchsorted(edges, said, side="left") - 1, 0, bins - 1)
    count = np.bincount(place, minlength=bins)
    share = np.where(count > 0, count, np.nan)
    return Reliability(
        count.astype(np.int64),
        np.bincount(place, said, minlength=bins) / share,
        np.bincount(place, right, minlength=bins) / share,
        edges,
    )


def calibration_error(
    probabilities: Float[np.ndarray, "case state"],
    labels: Int[np.ndarray, " case"],
    bins: int = BINS,
) -> float:
    """Return the expected calibration error of the most probable state [1]."""
    return reliability(confidence(probabilities), correct(probabilities, labels), bins).error


def calibration_error_by_chance(
    said: Float[np.ndarray, " case"],
    generator: np.random.Generator,
    draws: int = 200,
    bins: int = BINS,
) -> float:
    """Return the calibration error that perfect confidences would show on as many cases.

    The measured error has a floor that falls with the number of cases only; an error is worth
    reporting beside this figure.

    Args:
        said: Confidence of each case.
        generator: Source of the imagined outcomes.
        draws: How many sets of outcomes to average over.
        bins: How many bins.
    """
    imagined = (generator.random(len(said)) < said for _ in range(draws))
    return float(np.mean([reliability(said, right, bins).error for right in imagined]))


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """What answering only the surest cases would cost in answers and gain in errors [2].

    Attributes:
        threshold: Each distinct confidence, the highest first; cases at least so sure are answered.
        answer_rate: Share of cases answered at each threshold.
        error_rate: Share of wrong answers among those.
        area: Mean error rate over all answer rates; smaller is better.
    """

    threshold: Float64[np.ndarray, " level"]
    answer_rate: Float64[np.ndarray, " level"]
    error_rate: Float64[np.ndarray, " level"]
    area: float


def risk_coverage(
    said: Float[np.ndarray, " case"], right: Bool[np.ndarray, " case"]
) -> RiskCoverage:
    """Return the risk-coverage curve and its area [2].

    Cases of one confidence are answered together; within them the area takes the mean over their
    orders.

    Args:
        said: Confidence of each case.
        right: Whether its answer was right.

    Raises:
        ValueError: If there is no case.
    """
    if len(said) == 0:
        raise ValueError("there is no case to draw a risk-coverage curve from")
    levels, group, count = np.unique(-said, return_inverse=True, return_counts=True)
    wrong = np.bincount(group, ~right)
    answered = count.cumsum()
    spread = np.repeat(wrong / count, count).cumsum() / np.arange(1, len(said) + 1)
    return RiskCoverage(
        (-levels).astype(np.float64),
        answered / len(said),
        wrong.cumsum() / answered,
        float(spread.mean()),
    )


def _of_truth(
    probabilities: Float[np.ndarray, "case state"], labels: Int[np.ndarray, " case"]
) -> Float64[np.ndarray, " case"]:
    return np.asarray(probabilities[np.arange(len(labels)), labels], np.float64)
