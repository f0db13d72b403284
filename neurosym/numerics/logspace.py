"""Arithmetic on log-probabilities in numpy: sums, complements, and logs of zero."""

import numpy as np
from jaxtyping import Float64

_LOG_HALF = -0.6931471805599453


def log(values: Float64[np.ndarray, "..."]) -> Float64[np.ndarray, "..."]:
    """Natural logarithm; -inf at 0, without a warning."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(values))


def logsumexp(log_values: Float64[np.ndarray, "..."], axis: int) -> Float64[np.ndarray, "..."]:
    """Log of the sum of exponentials along one axis.

    Args:
        log_values: Summands in log-space; -inf is nothing.
        axis: Axis to sum over.

    Returns:
        The sum in log-space; -inf where every summand is -inf.
    """
    top = log_values.max(axis=axis, initial=-np.inf)
    shift = np.where(np.isfinite(top), top, 0.0)
    return log(np.exp(log_values - np.expand_dims(shift, axis)).sum(axis=axis)) + shift


def log1mexp(log_p: Float64[np.ndarray, "..."]) -> Float64[np.ndarray, "..."]:
    """Log-probability of the complement, log(1 - exp(log_p)), accurate at both ends [1].

    Args:
        log_p: Log-probabilities in nats, at most 0.

    Returns:
        Log-probabilities in nats; -inf where ``log_p`` is 0.

    References:
        [1] Maechler 2012, Accurately computing log(1 - exp(-|a|)).
    """
    small = np.log1p(-np.exp(np.minimum(log_p, _LOG_HALF)))
    large = log(-np.expm1(np.clip(log_p, _LOG_HALF, 0.0)))
    return np.where(log_p < _LOG_HALF, small, large)
