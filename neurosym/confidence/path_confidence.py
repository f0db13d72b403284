r"""How sure the causal paths of an answer are, learned without labels.

A step of a path is as certain as the belief on its variable is far from even: ``1 - H(p) / log n``
over ``n`` states. A path is judged by its mean step and by its weakest step, and loses with every
step::

    path = logistic(bias + a mean + b weakest - c steps),      a, b, c >= 0

and a case has the confidence of its surest path. The weights are fitted to a question that needs
no label: does the answer from this path's evidence alone, all other evidence masked, agree with
the answer from all of it? The signs are held, so a path never becomes surer by becoming longer or
vaguer. The figure is a feature of the calibrator, not a probability of being right.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float64

_RIDGE = 1.0
_SWEEPS = 500
_SETTLED = 1e-9
_SIGNS = (0, 1, 1, -1)


@dataclass(frozen=True, slots=True)
class PathWeights:
    """What makes a path sure.

    Attributes:
        bias: Log-odds of a path of no certainty and no length.
        mean: Gain of a wholly certain mean step, at least 0.
        weakest: Gain of a wholly certain weakest step, at least 0.
        step: Loss by each step, at least 0.
    """

    bias: float = -1.0
    mean: float = 3.0
    weakest: float = 1.0
    step: float = 0.3


def step_certainty(
    probabilities: Float[np.ndarray, "*batch state"],
) -> Float64[np.ndarray, "*batch"]:
    """Return ``1 - H(p) / log(states)``: 1 for a certain belief, 0 for an even one.

    A variable with one state is certain; a row of zeros (no world left) counts as even.

    Args:
        probabilities: Beliefs; rows sum to one.
    """
    p = probabilities.astype(np.float64)
    states = p.shape[-1]
    if states == 1:
        return np.ones(p.shape[:-1])
    entropy = -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=-1)
    certainty = np.clip(1.0 - entropy / np.log(states), 0.0, 1.0)
    return np.where(p.sum(axis=-1) > 0, certainty, 0.0)


def path_scores(
    certainty: Float[np.ndarray, "batch path step"],
    mask: Bool[np.ndarray, "batch path step"],
    weights: PathWeights,
) -> Float64[np.ndarray, "batch path"]:
    """Return how sure each path is, 0 to 1; 0 for a path without steps.

    Args:
        certainty: Of each step, 0 to 1.
        mask: Which steps there are; paths of fewer steps are padded.
        weights: What makes a path sure.
    """
    signed = np.array([weights.bias, weights.mean, weights.weakest, -weights.step])
    score = _logistic(_design(certainty, mask) @ signed)
    return np.where(mask.any(axis=-1), score, 0.0)


def path_confidence(
    certainty: Float[np.ndarray, "batch path step"],
    mask: Bool[np.ndarray, "batch path step"],
    weights: PathWeights,
) -> Float64[np.ndarray, " batch"]:
    """Return the confidence of each case's surest path; 0 for a case without a path.

    Args:
        certainty: Of each step, 0 to 1.
        mask: Which steps there are; paths of fewer steps are padded.
        weights: What makes a path sure.
    """
    return np.asarray(path_scores(certainty, mask, weights).max(axis=-1, initial=0.0))


def fit_path_weights(
    certainty: Float[np.ndarray, "case path step"],
    mask: Bool[np.ndarray, "case path step"],
    agreement: Bool[np.ndarray, "case path"],
) -> PathWeights:
    """Fit the weights to which paths agree with the whole answer; no label is needed.

    Args:
        certainty: Of each step, 0 to 1, with the evidence that the path rests on.
        mask: Which steps there are; paths without steps are left out.
        agreement: Whether the answer from the path's evidence alone is that from all evidence.

    Returns:
        The weights; the default ones where no path has a step.
    """
    there = mask.any(axis=-1)
    if not there.any():
        return PathWeights()
    design = _design(certainty, mask)[there]
    agreed = agreement[there].astype(np.float64)
    bias, mean, weakest, step = _descend(design, agreed)
    return PathWeights(bias, mean, weakest, -step)


def _design(
    certainty: Float[np.ndarray, "batch path step"], mask: Bool[np.ndarray, "batch path step"]
) -> Float64[np.ndarray, "batch path feature"]:
    """Return one, the mean step, the weakest step and the number of steps."""
    steps = mask.sum(axis=-1)
    mean = np.where(mask, certainty, 0.0).sum(axis=-1) / np.maximum(steps, 1)
    weakest = np.where(mask, certainty, 1.0).min(axis=-1, initial=1.0)
    return np.stack([np.ones_like(mean), mean, weakest, steps.astype(np.float64)], axis=-1)


def _descend(
    design: Float64[np.ndarray, "case feature"], agreed: Float64[np.ndarray, " case"]
) -> tuple[float, ...]:
    """Fit a logistic regression with signs held, one coordinate after the other.

    The curvature of the loss is at most a quarter of the design's, so each step lowers it.
    """
    weights = np.zeros(design.shape[1])
    curvature = 0.25 * (design**2).sum(axis=0) + _RIDGE
    logit = design @ weights
    for _ in range(_SWEEPS):
        moved = 0.0
        for i, sign in enumerate(_SIGNS):
            slope = design[:, i] @ (_logistic(logit) - agreed) + _RIDGE * weights[i]
            wanted = weights[i] - slope / curvature[i]
            kept = wanted if sign * wanted >= 0 else 0.0
            change = kept - weights[i]
            weights[i], logit = kept, logit + change * design[:, i]
            moved = max(moved, abs(float(change)))
        if moved < _SETTLED:
            break
    return tuple(float(weight) for weight in weights)


def _logistic(logit: Float64[np.ndarray, "..."]) -> Float64[np.ndarray, "..."]:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logit)))
