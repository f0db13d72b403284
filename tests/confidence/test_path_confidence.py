import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from neurosym.confidence.path_confidence import (
    PathWeights,
    fit_path_weights,
    path_confidence,
    path_scores,
    step_certainty,
)

CERTAINTY = np.array([[[0.8, 0.4, 0.0], [0.9, 0.0, 0.0]]])
MASK = np.array([[[True, True, False], [True, False, False]]])


def logistic(values: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-values)))


def drawn(seed: int, cases: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Paths of one to four steps that agree by known weights: -1, 3, 1, 0.4 a step."""
    generator = np.random.default_rng(seed)
    certainty = generator.random((cases, 3, 4))
    mask = np.arange(4) < generator.integers(1, 5, (cases, 3, 1))
    truth = PathWeights(-1.0, 3.0, 1.0, 0.4)
    agreement = generator.random((cases, 3)) < path_scores(certainty, mask, truth)
    return certainty, mask, agreement


def test_certainty_by_hand() -> None:
    p = np.array([[0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 0]])
    assert step_certainty(p) == pytest.approx([0.0, 1.0, 0.5, 0.0])
    assert step_certainty(np.ones((2, 1))) == pytest.approx([1.0, 1.0])


def test_confidence_by_hand() -> None:
    weights = PathWeights(-1.0, 2.0, 1.0, 0.5)
    expected = logistic(np.array([[-1 + 2 * 0.6 + 0.4 - 1.0, -1 + 2 * 0.9 + 0.9 - 0.5]]))
    assert path_scores(CERTAINTY, MASK, weights) == pytest.approx(expected)
    assert path_confidence(CERTAINTY, MASK, weights) == pytest.approx([expected.max()])


def test_no_path_gives_no_confidence() -> None:
    weights = PathWeights()
    assert path_confidence(CERTAINTY, np.zeros_like(MASK), weights).tolist() == [0.0]
    assert path_confidence(CERTAINTY[:, :0], MASK[:, :0], weights).tolist() == [0.0]


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=4),
    st.floats(0, 1),
    st.tuples(*[st.floats(0, 5)] * 4),
)
def test_a_path_gains_by_certainty_and_loses_by_a_step_like_its_mean(
    steps: list[float], more: float, signed: tuple[float, ...]
) -> None:
    weights = PathWeights(*signed)
    padded = np.zeros((1, 1, 5))
    padded[0, 0, : len(steps)] = steps
    mask = np.arange(5)[None, None] < len(steps)
    base = path_confidence(padded, mask, weights)
    surer = np.where(mask, np.maximum(padded, more), 0.0)
    assert path_confidence(surer, mask, weights) >= base - 1e-12
    padded[0, 0, len(steps)] = np.mean(steps)
    longer = np.arange(5)[None, None] <= len(steps)
    assert path_confidence(padded, longer, weights) <= base + 1e-12


def test_known_weights_are_found_without_labels() -> None:
    found = fit_path_weights(*drawn(0, 8000))
    values = [found.bias, found.mean, found.weakest, found.step]
    assert values == pytest.approx([-1.0, 3.0, 1.0, 0.4], abs=0.25)


def test_the_fit_agrees_with_a_bounded_optimiser() -> None:
    certainty, mask, agreement = drawn(1, 400)
    agreement = ~agreement  # the wrong way round, so that bounds are met
    found = fit_path_weights(certainty, mask, agreement)
    steps = mask.sum(-1)
    mean = (certainty * mask).sum(-1) / steps
    weakest = np.where(mask, certainty, 1.0).min(-1)
    design = np.stack([np.ones_like(mean), mean, weakest, -steps], axis=-1).reshape(-1, 4)
    agreed = agreement.reshape(-1)

    def loss(weights: np.ndarray) -> float:
        score = design @ weights
        fit = np.logaddexp(0.0, np.where(agreed, -score, score)).sum()
        return float(fit + 0.5 * (weights**2).sum())

    bounds = [(None, None), (0, None), (0, None), (0, None)]
    best = minimize(loss, np.zeros(4), method="L-BFGS-B", bounds=bounds, tol=1e-12).x
    values = [found.bias, found.mean, found.weakest, found.step]
    assert values == pytest.approx(best, abs=1e-3)
    assert min(values[1:]) == 0.0


def test_paths_without_steps_teach_nothing() -> None:
    certainty, mask, agreement = drawn(2, 50)
    assert fit_path_weights(certainty, np.zeros_like(mask), agreement) == PathWeights()
    padded = np.concatenate([mask, np.zeros((50, 1, 4), bool)], axis=1)
    wider = np.concatenate([certainty, np.ones((50, 1, 4))], axis=1)
    told = np.concatenate([agreement, np.ones((50, 1), bool)], axis=1)
    assert fit_path_weights(wider, padded, told) == fit_path_weights(certainty, mask, agreement)
