r"""Calibration by a temperature that depends on the case.

A row of probabilities ``p`` becomes ``p^sharpness`` and is normalised again. Temperature scaling
[1] has one sharpness for all cases; here its logarithm is linear in a few features of the case
(path confidence, how usual the evidence is, entropy, number of findings), so that the answer to a
case that the model knows little about is softened and another is not::

    log sharpness(x) = w_0 + w . z(x),      z = features, standardised and held within 3

A ridge on ``w`` is a prior for "nothing to correct"; with few cases the answer stays as it is.
States at 0 stay at 0, the order of states stays, and rows sum to one.

References:
    [1] C. Guo et al., "On calibration of modern neural networks", ICML 2017.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float64, Int, Int64

from neurosym.numerics.logspace import log

FEWEST_CASES = 20
"""With fewer cases than this nothing is corrected."""

_BOUND = 3.0
_RIDGE_ALL = 4.0
_RIDGE_FEATURE = 16.0
_LARGEST = 3.0
_STEPS = 100
_SETTLED = 1e-10
_HALVINGS = 30


@dataclass(frozen=True, slots=True)
class FeatureTemperature:
    """A fitted calibrator; :func:`fit_temperature` makes one.

    Attributes:
        centre: What each feature is usually.
        scale: How far each feature usually strays; infinite where it never does.
        weights: Log-sharpness of a usual case, then its slope along each feature.
    """

    centre: Float64[np.ndarray, " feature"]
    scale: Float64[np.ndarray, " feature"]
    weights: Float64[np.ndarray, " feature+1"]

    def sharpness(
        self, features: Float[np.ndarray, "batch feature"]
    ) -> Float64[np.ndarray, " batch"]:
        """Return the power that each case's probabilities are raised to; below 1 softens."""
        design = _design(features, self.centre, self.scale)
        return np.asarray(np.exp(np.clip(design @ self.weights, -_LARGEST, _LARGEST)))

    def __call__(
        self,
        probabilities: Float[np.ndarray, "batch state"],
        features: Float[np.ndarray, "batch feature"],
    ) -> Float64[np.ndarray, "batch state"]:
        """Return calibrated probabilities.

        Args:
            probabilities: Rows that sum to one, or are all 0 where no world is left.
            features: What is known of each case.

        Returns:
            Rows that sum to one; rows of zeros stay so.
        """
        return _sharpened(log(probabilities.astype(np.float64)), self.sharpness(features))

    def arrays(self) -> dict[str, Float64[np.ndarray, "..."]]:
        """Return the fitted numbers by name, to save."""
        return {"centre": self.centre, "scale": self.scale, "weights": self.weights}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "FeatureTemperature":
        """Return the calibrator that :meth:`arrays` came from."""
        return cls(*(np.asarray(arrays[k], np.float64) for k in ("centre", "scale", "weights")))


def identity(features: int) -> FeatureTemperature:
    """Return the calibrator that changes nothing, for as many features."""
    return FeatureTemperature(np.zeros(features), np.ones(features), np.zeros(features + 1))


def fit_temperature(
    probabilities: Float[np.ndarray, "case state"],
    labels: Int[np.ndarray, " case"],
    features: Float[np.ndarray, "case feature"],
) -> FeatureTemperature:
    """Fit a calibrator by penalised log-likelihood: Fisher scoring with halved steps.

    Cases whose recorded state has probability 0 are left out: no sharpness can help them.

    Args:
        probabilities: Answers to cases that they were not trained on, hidden as in use.
        labels: Recorded states.
        features: What is known of each case; infinities count as the most extreme finite value.

    Returns:
        The calibrator; one that changes nothing where there are fewer than ``FEWEST_CASES`` cases.
    """
    of_truth = probabilities[np.arange(len(labels)), labels]
    usable = of_truth > 0
    if usable.sum() < FEWEST_CASES:
        return identity(features.shape[1])
    finite = _finite(features[usable])
    centre, scale = finite.mean(axis=0), finite.std(axis=0)
    scale = np.where(scale > 1e-9 * (1.0 + np.abs(centre)), scale, np.inf)
    fit = _Likelihood(
        log(probabilities[usable].astype(np.float64)),
        labels[usable],
        _design(finite, centre, scale),
    )
    return FeatureTemperature(centre, scale, fit.maximise())


class _Likelihood:
    """Penalised likelihood of the weights, its slope and its expected curvature."""

    def __init__(
        self,
        log_p: Float64[np.ndarray, "case state"],
        labels: Int[np.ndarray, " case"],
        design: Float64[np.ndarray, "case feature"],
    ) -> None:
        self.log_p = log_p
        self.design = design
        self.of_truth = log_p[np.arange(len(labels)), labels]
        self.support = np.where(np.isfinite(log_p), log_p, 0.0)
        self.ridge = np.full(design.shape[1], _RIDGE_FEATURE)
        self.ridge[0] = _RIDGE_ALL

    def loss(self, weights: Float64[np.ndarray, " feature"]) -> float:
        """Minus the penalised log-likelihood, in nats."""
        sharp = self._sharpness(weights)
        scaled = sharp[:, None] * self.log_p
        top = scaled.max(axis=1)
        norm = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        penalty = 0.5 * float(self.ridge @ weights**2)
        return float((norm - sharp * self.of_truth).sum()) + penalty

    def maximise(self) -> Float64[np.ndarray, " feature"]:
        """Return the weights of greatest penalised likelihood."""
        weights = np.zeros(self.design.shape[1])
        loss = self.loss(weights)
        for _ in range(_STEPS):
            step = self._step(weights)
            for _ in range(_HALVINGS):
                after = self.loss(weights + step)
                if after < loss:
                    break
                step = 0.5 * step
            else:
                break
            weights = weights + step
            gained, loss = loss - after, after
            if gained < _SETTLED * (1.0 + abs(loss)):
                break
        return weights

    def _sharpness(self, weights: Float64[np.ndarray, " feature"]) -> Float64[np.ndarray, " case"]:
        return np.asarray(np.exp(np.clip(self.design @ weights, -_LARGEST, _LARGEST)))

    def _step(self, weights: Float64[np.ndarray, " feature"]) -> Float64[np.ndarray, " feature"]:
        sharp = self._sharpness(weights)
        q = _sharpened(self.log_p, sharp)
        mean = (q * self.support).sum(axis=1)
        spread = (q * (self.support - mean[:, None]) ** 2).sum(axis=1)
        slope = self.design.T @ (sharp * (mean - self.of_truth)) + self.ridge * weights
        curvature = (self.design.T * (sharp**2 * spread)) @ self.design + np.diag(self.ridge)
        return np.asarray(-np.linalg.solve(curvature, slope))


def folds(
    labels: Int[np.ndarray, " case"], count: int, generator: np.random.Generator
) -> Int64[np.ndarray, " case"]:
    """Deal cases into folds at random, each label as evenly as its number allows.

    Args:
        labels: What to spread evenly; all alike for a plain split.
        count: How many folds.
        generator: Source of the draw.

    Returns:
        The fold of each case, 0 to ``count - 1``; sizes differ by at most one.

    Raises:
        ValueError: If there are fewer than two folds, or fewer cases than folds.
    """
    if not 2 <= count <= len(labels):  # noqa: PLR2004 - one fold leaves nothing to fit on
        raise ValueError(f"{len(labels)} cases cannot be dealt into {count} folds; take 2 to n")
    shuffled = generator.permutation(len(labels))
    order = shuffled[np.argsort(labels[shuffled], kind="stable")]
    fold = np.empty(len(labels), np.int64)
    fold[order] = np.arange(len(labels)) % count
    return fold


def cross_calibrated(
    probabilities: Float[np.ndarray, "case state"],
    labels: Int[np.ndarray, " case"],
    features: Float[np.ndarray, "case feature"],
    fold: Int[np.ndarray, " case"],
) -> tuple[Float64[np.ndarray, "case state"], tuple[FeatureTemperature, ...]]:
    """Calibrate each fold's cases by the other folds' cases.

    Args:
        probabilities: Answers to cases that they were not trained on.
        labels: Recorded states.
        features: What is known of each case.
        fold: The fold of each case, from :func:`folds`.

    Returns:
        Probabilities that no case's own label has touched, and each fold's calibrator.
    """
    calibrated = np.empty(probabilities.shape)
    fitted = []
    for number in range(int(fold.max()) + 1):
        inside: Bool[np.ndarray, " case"] = fold == number
        calibrator = fit_temperature(probabilities[~inside], labels[~inside], features[~inside])
        calibrated[inside] = calibrator(probabilities[inside], features[inside])
        fitted.append(calibrator)
    return calibrated, tuple(fitted)


def _finite(values: Float[np.ndarray, "case feature"]) -> Float64[np.ndarray, "case feature"]:
    """Replace infinities by the column's most extreme finite value, NaN by its mean."""
    columns = []
    for column in values.T.astype(np.float64):
        known = column[np.isfinite(column)]
        low, high, mean = (
            (known.min(), known.max(), known.mean()) if len(known) else (0.0, 0.0, 0.0)
        )
        columns.append(np.where(np.isnan(column), mean, np.clip(column, low, high)))
    return np.stack(columns, axis=1) if columns else np.zeros(values.shape)


def _design(
    features: Float[np.ndarray, "case feature"],
    centre: Float64[np.ndarray, " feature"],
    scale: Float64[np.ndarray, " feature"],
) -> Float64[np.ndarray, "case feature+1"]:
    """Return a column of ones, then features standardised and held within the bound."""
    with np.errstate(invalid="ignore"):
        standard = (features.astype(np.float64) - centre) / scale
    held = np.nan_to_num(np.clip(standard, -_BOUND, _BOUND), nan=0.0)
    return np.concatenate([np.ones((len(features), 1)), held], axis=1)


def _sharpened(
    log_p: Float64[np.ndarray, "case state"], sharpness: Float64[np.ndarray, " case"]
) -> Float64[np.ndarray, "case state"]:
    """Return ``p^sharpness``, normalised; a row of zeros stays so."""
    scaled = sharpness[:, None] * log_p
    top = scaled.max(axis=1, keepdims=True)
    powers = np.exp(scaled - np.where(np.isfinite(top), top, 0.0))
    total = powers.sum(axis=1, keepdims=True)
    return np.asarray(powers / np.where(total > 0, total, 1.0))
