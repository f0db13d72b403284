import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from neurosym.confidence.calibration import (
    FEWEST_CASES,
    FeatureTemperature,
    cross_calibrated,
    fit_temperature,
    folds,
    identity,
)
from neurosym.confidence.metrics import log_loss


def sharpened(probabilities: np.ndarray, power: np.ndarray) -> np.ndarray:
    powers = np.asarray(probabilities ** power[:, None])
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def overconfident(
    seed: int, cases: int, slope: float = 0.5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers whose true log-sharpness is -0.5 plus a slope along the first feature."""
    generator = np.random.default_rng(seed)
    logits = 2.0 * generator.normal(size=(cases, 5))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    probabilities[::7, 4] = 0.0
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    features = generator.normal(size=(cases, 3))
    truth = sharpened(probabilities, np.exp(-0.5 + slope * features[:, 0]))
    labels = (truth.cumsum(1) > generator.random((cases, 1))).argmax(1)
    return probabilities, labels, features


def test_a_sharpness_of_one_half_takes_roots() -> None:
    fitted = FeatureTemperature(np.zeros(1), np.ones(1), np.array([np.log(0.5), 0.0]))
    found = fitted(np.array([[0.64, 0.36, 0.0]]), np.array([[7.0]]))
    assert found == pytest.approx(np.array([[0.8 / 1.4, 0.6 / 1.4, 0.0]]))


def test_known_weights_are_found() -> None:
    fitted = fit_temperature(*overconfident(0, 8000))
    assert fitted.weights == pytest.approx([-0.5, 0.5, 0.0, 0.0], abs=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_the_fit_agrees_with_a_general_optimiser(seed: int) -> None:
    probabilities, labels, features = overconfident(seed, 300)
    fitted = fit_temperature(probabilities, labels, features)
    standard = np.clip((features - features.mean(0)) / features.std(0), -3, 3)
    design = np.concatenate([np.ones((300, 1)), standard], axis=1)
    ridge = np.array([4.0, 16.0, 16.0, 16.0])

    def loss(weights: np.ndarray) -> float:
        answer = sharpened(probabilities, np.exp(design @ weights))
        fit = -np.log(answer[np.arange(300), labels]).sum()
        return float(fit + 0.5 * (ridge * weights**2).sum())

    best = minimize(loss, np.zeros(4), method="L-BFGS-B", bounds=[(-1, 1)] * 4, tol=1e-12).x
    assert fitted.weights == pytest.approx(best, abs=1e-3)  # the oracle's numeric slope


def test_calibration_lowers_the_loss_of_unseen_cases() -> None:
    fitted = fit_temperature(*overconfident(1, 2000))
    probabilities, labels, features = overconfident(2, 2000)
    before = log_loss(probabilities, labels)
    assert log_loss(fitted(probabilities, features), labels) < before - 0.05


@settings(deadline=None, derandomize=True, max_examples=50)
@given(
    st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=5),
    st.lists(st.floats(-5, 5), min_size=3, max_size=3),
)
def test_zeros_and_order_stay_and_rows_sum_to_one(
    rows: list[list[float]], weights: list[float]
) -> None:
    raw = np.round(np.array(rows), 3)
    total = raw.sum(axis=1, keepdims=True)
    probabilities = raw / np.where(total > 0, total, 1.0)
    fitted = FeatureTemperature(np.zeros(2), np.ones(2), np.array(weights))
    found = fitted(probabilities, np.ones((len(rows), 2)))
    assert np.all(found[probabilities == 0] == 0)
    assert found.sum(axis=1) == pytest.approx(np.where(total[:, 0] > 0, 1.0, 0.0))
    gaps = np.diff(np.take_along_axis(found, probabilities.argsort(axis=1), axis=1), axis=1)
    assert np.all(gaps >= 0)


def test_few_cases_change_nothing() -> None:
    probabilities, labels, features = overconfident(0, FEWEST_CASES - 1)
    fitted = fit_temperature(probabilities, labels, features)
    assert fitted(probabilities, features) == pytest.approx(probabilities)


def test_excluded_truths_do_not_steer_the_fit() -> None:
    probabilities, labels, features = overconfident(3, 200)
    excluded = np.array([[1.0, 0.0, 0.0, 0.0, 0.0]])
    more = fit_temperature(
        np.concatenate([probabilities, excluded]),
        np.append(labels, 3),
        np.concatenate([features, np.full((1, 3), 9.0)]),
    )
    assert more.weights == pytest.approx(fit_temperature(probabilities, labels, features).weights)


def test_endless_missing_and_constant_features_are_borne() -> None:
    probabilities, labels, features = overconfident(4, 200)
    features[0, 0], features[1, 1] = -np.inf, np.nan
    features[:, 2] = 1.0
    fitted = fit_temperature(probabilities, labels, features)
    strange = np.array([[np.inf, np.nan, 5.0], [-np.inf, 0.0, np.inf]])
    assert np.all(np.isfinite(fitted.weights))
    assert fitted.sharpness(strange)[0] == pytest.approx(
        float(np.exp(fitted.weights[0] + 3 * fitted.weights[1]))
    )
    assert np.all(np.isfinite(fitted.sharpness(strange)))


def test_answers_far_outside_the_fitted_cases_are_held() -> None:
    fitted = fit_temperature(*overconfident(5, 400))
    far = np.array([[1e6, 0.0, 0.0], [1e9, 0.0, 0.0]])
    assert fitted.sharpness(far)[0] == fitted.sharpness(far)[1]


def test_saved_numbers_make_the_same_calibrator() -> None:
    probabilities, labels, features = overconfident(6, 100)
    fitted = fit_temperature(probabilities, labels, features)
    again = FeatureTemperature.from_arrays(fitted.arrays())
    assert np.array_equal(again(probabilities, features), fitted(probabilities, features))
    assert identity(3)(probabilities, features) == pytest.approx(probabilities)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.lists(st.integers(0, 3), min_size=5, max_size=60), st.integers(2, 5))
def test_folds_are_even_in_size_and_in_labels(labels: list[int], count: int) -> None:
    known = np.array(labels)
    fold = folds(known, count, np.random.default_rng(0))
    sizes = np.bincount(fold, minlength=count)
    assert sizes.max() - sizes.min() <= 1
    for label in set(labels):
        share = np.bincount(fold[known == label], minlength=count)
        assert share.max() - share.min() <= 1


def test_folds_follow_their_generator() -> None:
    labels = np.zeros(50, np.int64)
    first, again, other = (folds(labels, 5, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_more_folds_than_cases_are_refused() -> None:
    with pytest.raises(ValueError, match="3 cases cannot be dealt into 4 folds; take 2 to n"):
        folds(np.zeros(3, np.int64), 4, np.random.default_rng(0))


def test_no_case_is_calibrated_by_its_own_label() -> None:
    probabilities, labels, features = overconfident(7, 200)
    fold = folds(labels, 4, np.random.default_rng(0))
    calibrated, fitted = cross_calibrated(probabilities, labels, features, fold)
    changed = labels.copy()
    changed[fold == 2] = (changed[fold == 2] + 1) % 4
    after, _ = cross_calibrated(probabilities, changed, features, fold)
    assert len(fitted) == 4
    assert np.array_equal(after[fold == 2], calibrated[fold == 2])
    assert not np.allclose(after[fold == 1], calibrated[fold == 1])
