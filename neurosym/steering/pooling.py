"""The ratios by which beliefs enter a posterior, so that its marginals are the pooled ones.

With one predicted variable this is a log-linear pool. With several, the ratios are scaled in turn
until every marginal is met (iterative proportional scaling [1]), since plain ratios would count
shared information twice.

References:
    [1] W. E. Deming, F. F. Stephan, "On a least squares adjustment of a sampled frequency table
        when the expected marginal totals are known", 1940.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from jaxtyping import Float64

_PASSES = 50
_SETTLED = 1e-6

Ratios = dict[int, np.ndarray]
"""Factor on each predicted variable's states, ``[state, batch]``."""

Marginals = Callable[[Ratios, tuple[int, ...]], Sequence[np.ndarray]]
"""From ratios and variables to the variables' marginals under them, ``[state, batch]`` each."""


def pooling_ratios(
    marginals: Marginals, beliefs: Mapping[int, Float64[np.ndarray, "batch _"]], weight: float
) -> tuple[Ratios, bool]:
    """Return the ratios, and whether all beliefs were met.

    Args:
        marginals: The network's posterior under the evidence and some ratios.
        beliefs: The model's beliefs on the predicted variables, each row summing to one.
        weight: How much the model adds, from 0 (nothing) to 1 (the belief becomes the marginal).
    """
    targets = tuple(beliefs)
    current = marginals({}, targets)
    pooled = [_pool(p, beliefs[y].T, weight) for y, p in zip(targets, current, strict=True)]
    if len(targets) == 1:
        return {targets[0]: _ratio(pooled[0], current[0])}, True
    ratios = {y: np.ones_like(p) for y, p in zip(targets, current, strict=True)}
    for _ in range(_PASSES):
        for y, wanted in zip(targets, pooled, strict=True):
            (now,) = marginals(ratios, (y,))
            ratios[y] = ratios[y] * _ratio(wanted, now)
        now_all = marginals(ratios, targets)
        gaps = (np.abs(a - b).max(initial=0.0) for a, b in zip(now_all, pooled, strict=True))
        if max(gaps) < _SETTLED:
            return ratios, True
    return ratios, False


def _pool(
    p: Float64[np.ndarray, "state batch"], belief: Float64[np.ndarray, "state batch"], weight: float
) -> Float64[np.ndarray, "state batch"]:
    """Return ``p^(1 - w) b^w``, normalised; a state that p excludes stays excluded."""
    safe = np.where(p > 0, p, 1.0)
    mixed = np.power(safe, 1.0 - weight) * np.power(np.maximum(belief, 1e-30), weight)
    mixed = np.where(p > 0, mixed, 0.0)
    total = mixed.sum(axis=0, keepdims=True)
    return np.asarray(mixed / np.where(total > 0, total, 1.0))


def _ratio(
    wanted: Float64[np.ndarray, "state batch"], now: Float64[np.ndarray, "state batch"]
) -> Float64[np.ndarray, "state batch"]:
    return np.where(now > 0, wanted / np.where(now > 0, now, 1.0), 0.0)
