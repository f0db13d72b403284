"""Answering only what can be answered with a guaranteed error.

Cases that nothing was fitted to decide how sure the model must be: thresholds on confidence are
tested from the highest down, each by the exact binomial probability of so few errors if the true
error rate were above the accepted one, until one fails (fixed-sequence testing [2]). With the
stated probability, the error rate of the answers given at the last threshold that passed is at
most the accepted one. The thresholds are a fixed grid, and testing begins at the first one where
enough cases are answered for a test to be passed at all; that this start depends on the cases is
harmless where error does not rise with confidence.

The incomplete beta function is evaluated by its continued fraction [3].

References:
    [1] C. Clopper, E. Pearson, "The use of confidence or fiducial limits illustrated in the case
        of the binomial", Biometrika 1934.
    [2] A. Angelopoulos et al., "Learn then test: calibrating predictive algorithms to achieve risk
        control", Annals of Applied Statistics 2025.
    [3] W. Press et al., "Numerical recipes", section 6.4.
"""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float64

THRESHOLDS = 1.0 - np.geomspace(1e-4, 1.0, 161)
"""Confidences to test, from nearly sure to none; dense where errors are rare."""

_TINY = 1e-300
_EPSILON = 1e-15
_TERMS = 100_000
_BISECTIONS = 200


def regularised_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b) [3].

    Args:
        x: Upper end of the integral, 0 to 1.
        a: First parameter, above 0.
        b: Second parameter, above 0.

    Example:
        >>> round(regularised_beta(0.3, 1.0, 1.0), 12)
        0.3
    """
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - regularised_beta(1.0 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    log_front += a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) * _continued_fraction(x, a, b) / a


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Lentz's method on the beta function's continued fraction."""
    c, d = 1.0, 1.0 / _nonzero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for term in (even, odd):
            d = 1.0 / _nonzero(1.0 + term * d)
            c = _nonzero(1.0 + term / c)
            value *= c * d
        if abs(c * d - 1.0) < _EPSILON:
            break
    return value


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def chance_of_so_few(errors: int, cases: int, rate: float) -> float:
    """Return the probability of at most ``errors`` errors in ``cases`` at a true error rate.

    Example:
        >>> round(chance_of_so_few(0, 45, 0.05), 4)
        0.0994
    """
    if errors >= cases:
        return 1.0
    return regularised_beta(1.0 - rate, float(cases - errors), float(errors + 1))


def error_bound(errors: int, cases: int, confidence_level: float = 0.9) -> float:
    """Return the Clopper-Pearson upper bound of an error rate [1].

    Args:
        errors: Wrong answers seen.
        cases: Answers seen; with none the bound is 1.
        confidence_level: Probability that the true rate is at most the bound.

    Example:
        >>> round(error_bound(0, 45, 0.9), 4)
        0.0499
    """
    if errors >= cases:
        return 1.0
    low, high = errors / cases, 1.0
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if chance_of_so_few(errors, cases, middle) > 1.0 - confidence_level:
            low = middle
        else:
            high = middle
    return high


def cases_needed(error_level: float, confidence_level: float = 0.9) -> int:
    """Return how many answers, all right, certify an error rate.

    Example:
        >>> cases_needed(0.05), cases_needed(0.01), cases_needed(0.001)
        (45, 230, 2302)
    """
    return math.ceil(math.log(1.0 - confidence_level) / math.log1p(-error_level))


@dataclass(frozen=True, slots=True)
class Certificate:
    """How sure an answer must be, and what is guaranteed of the answers then given.

    Attributes:
        threshold: Least confidence of an answer.
        error_level: Accepted error rate among answers.
        confidence_level: Probability that the guarantee holds.
        answered: Cases answered at the threshold.
        errors: Wrong answers among them.
        cases: Cases that were at hand.
        certified: Whether the error rate is guaranteed.
        reason: Why, or why not, in a sentence.
    """

    threshold: float
    error_level: float
    confidence_level: float
    answered: int
    errors: int
    cases: int
    certified: bool
    reason: str

    @property
    def answer_rate(self) -> float:
        """Share of the cases at hand that are answered; NaN without cases."""
        return self.answered / self.cases if self.cases else math.nan

    @property
    def bound(self) -> float:
        """Clopper-Pearson upper bound of the error rate at this threshold alone."""
        return error_bound(self.errors, self.answered, self.confidence_level)


def certify(
    said: Float[np.ndarray, " case"],
    right: Bool[np.ndarray, " case"],
    error_level: float = 0.05,
    confidence_level: float = 0.9,
    reserved: bool = True,
) -> Certificate:
    """Return the lowest threshold on confidence whose error rate is guaranteed.

    Where none is, the threshold is ``1 - error_level``: each answer's own calibrated probability
    of an error is then at most the accepted one, which is as good as the calibration and no
    guarantee.

    Args:
        said: Confidence of each case.
        right: Whether its answer was right.
        error_level: Accepted error rate among answers.
        confidence_level: Probability that the guarantee shall hold.
        reserved: Whether the cases were used for nothing else; otherwise nothing is certified.

    Raises:
        ValueError: If a level is not between 0 and 1.
    """
    for name, level in (("error_level", error_level), ("confidence_level", confidence_level)):
        if not 0.0 < level < 1.0:
            raise ValueError(f"{name} is {level}; give a probability between 0 and 1")
    threshold = _tested(said, right, error_level, confidence_level) if reserved else None
    certified = threshold is not None
    least = 1.0 - error_level if threshold is None else threshold
    answered = said >= least
    count, errors = int(answered.sum()), int((answered & ~right).sum())
    levels = f"an error rate of at most {error_level:.4g} with confidence {confidence_level:.4g}"
    if certified:
        reason = f"certified: {levels}, from {count} answered cases with {errors} errors"
    else:
        reason = f"not certified: {_why_not(said, error_level, confidence_level, reserved)}"
    return Certificate(
        least, error_level, confidence_level, count, errors, len(said), certified, reason
    )


def _tested(
    said: Float[np.ndarray, " case"],
    right: Bool[np.ndarray, " case"],
    error_level: float,
    confidence_level: float,
) -> float | None:
    """Return the last threshold of the fixed sequence that passes, None where the first fails.

    Of thresholds that answer the same cases it is the highest: below it nothing was seen.
    """
    answered, errors = counts(said, right, THRESHOLDS)
    passed, most = None, 0
    needed = cases_needed(error_level, confidence_level)
    for threshold, n, wrong in zip(THRESHOLDS, answered, errors, strict=True):
        if n < needed:
            continue
        if chance_of_so_few(int(wrong), int(n), error_level) > 1.0 - confidence_level:
            break
        if n > most:
            passed, most = float(threshold), int(n)
    return passed


def counts(
    said: Float[np.ndarray, " case"],
    right: Bool[np.ndarray, " case"],
    thresholds: Float64[np.ndarray, " level"],
) -> tuple[Float64[np.ndarray, " level"], Float64[np.ndarray, " level"]]:
    """Return how many cases are answered at each threshold, and how many of them wrongly."""
    rising = np.sort(said)
    rising_wrong = np.sort(said[~right])
    answered = len(rising) - np.searchsorted(rising, thresholds, side="left")
    wrong = len(rising_wrong) - np.searchsorted(rising_wrong, thresholds, side="left")
    return answered.astype(np.float64), wrong.astype(np.float64)


def _why_not(
    said: Float[np.ndarray, " case"], error_level: float, confidence_level: float, reserved: bool
) -> str:
    needed = cases_needed(error_level, confidence_level)
    levels = f"an error rate of {error_level:.4g} with confidence {confidence_level:.4g}"
    if not reserved:
        return "its cases were used to fit as well; keep some for this alone"
    if len(said) < needed:
        return f"{len(said)} cases; {levels} needs {needed} without an error"
    return f"the surest {needed} cases or more hold too many errors for {levels}"
