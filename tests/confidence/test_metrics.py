import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, brier_score_loss
from sklearn.metrics import log_loss as sklearn_log_loss

from neurosym.confidence.metrics import (
    accuracy,
    brier,
    calibration_error,
    calibration_error_by_chance,
    confidence,
    correct,
    log_loss,
    reliability,
    risk_coverage,
)

THREE = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.0, 0.0, 1.0], [0.5, 0.5, 0.0]])
LABELS = np.array([0, 2, 2, 1])


def drawn(seed: int, cases: int = 400, states: int = 4) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    probabilities = generator.dirichlet(np.full(states, 0.5), cases)
    labels = (probabilities.cumsum(1) > generator.random((cases, 1))).argmax(1)
    return probabilities, labels


def test_values_by_hand() -> None:
    assert accuracy(THREE, LABELS) == 0.5  # the tie goes to the first state
    expected = -(math.log(0.7) + math.log(0.3) + 0.0 + math.log(0.5)) / 4
    assert log_loss(THREE, LABELS) == pytest.approx(expected)
    assert brier(THREE, LABELS) == pytest.approx((0.14 + 0.86 + 0.0 + 0.5) / 4)


def test_an_excluded_truth_costs_a_finite_amount() -> None:
    assert log_loss(np.array([[1.0, 0.0]]), np.array([1])) == pytest.approx(math.log(1000))


@pytest.mark.parametrize("seed", range(3))
def test_losses_agree_with_scikit_learn(seed: int) -> None:
    probabilities, labels = drawn(seed)
    states = list(range(probabilities.shape[1]))
    assert accuracy(probabilities, labels) == accuracy_score(labels, probabilities.argmax(1))
    unclipped = log_loss(probabilities, labels, least=1e-15)
    assert unclipped == pytest.approx(sklearn_log_loss(labels, probabilities, labels=states))
    oracle = brier_score_loss(labels, probabilities, labels=states, scale_by_half=False)
    assert brier(probabilities, labels) == pytest.approx(oracle)


def test_reliability_by_hand() -> None:
    said = np.array([0.05, 0.1, 0.15, 0.95, 1.0])
    right = np.array([False, True, True, True, False])
    found = reliability(said, right, bins=10)
    assert found.count.tolist() == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert found.said[[0, 1, 9]] == pytest.approx([0.075, 0.15, 0.975])
    assert found.true[[0, 1, 9]] == pytest.approx([0.5, 1.0, 0.5])
    assert np.isnan(found.said[2])
    assert found.error == pytest.approx((2 * 0.425 + 0.85 + 2 * 0.475) / 5)


@pytest.mark.parametrize("seed", range(3))
def test_calibration_error_agrees_with_a_loop_over_bins(seed: int) -> None:
    probabilities, labels = drawn(seed)
    said, right = confidence(probabilities), correct(probabilities, labels)
    expected = 0.0
    for low in range(15):
        inside = (said > low / 15) & (said <= (low + 1) / 15)
        if inside.any():
            expected += inside.mean() * abs(right[inside].mean() - said[inside].mean())
    assert calibration_error(probabilities, labels) == pytest.approx(expected)


def test_perfect_confidence_shows_an_error_that_falls_with_cases() -> None:
    generator = np.random.default_rng(5)
    few, many = (
        calibration_error_by_chance(confidence(drawn(1, cases)[0]), generator)
        for cases in (500, 8000)
    )
    assert 0.02 < few < 0.06
    assert many == pytest.approx(few / 4, rel=0.3)  # as one over the root of the cases


def test_risk_coverage_by_hand() -> None:
    said = np.array([0.9, 0.8, 0.8, 0.3])
    right = np.array([True, False, True, False])
    curve = risk_coverage(said, right)
    assert curve.threshold.tolist() == [0.9, 0.8, 0.3]
    assert curve.answer_rate.tolist() == [0.25, 0.75, 1.0]
    assert curve.error_rate == pytest.approx([0.0, 1 / 3, 0.5])
    assert curve.area == pytest.approx((0 + 0.5 / 2 + 1 / 3 + 0.5) / 4)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from([0.2, 0.5, 0.7, 0.9]), st.booleans()), min_size=1))
def test_the_curve_ends_at_all_cases_and_the_area_ignores_their_order(
    cases: list[tuple[float, bool]],
) -> None:
    said, right = (np.array(column) for column in zip(*cases, strict=True))
    curve = risk_coverage(said, right)
    assert curve.answer_rate[-1] == 1.0
    assert curve.error_rate[-1] == pytest.approx(1 - right.mean())
    assert 0.0 <= curve.area <= 1.0
    assert risk_coverage(said[::-1], right[::-1]).area == pytest.approx(curve.area)


def test_no_case_has_no_curve() -> None:
    with pytest.raises(ValueError, match="there is no case to draw a risk-coverage curve from"):
        risk_coverage(np.zeros(0), np.zeros(0, bool))
