"""Completed cases and expected moments."""

import numpy as np
import pytest

from neurosym.bayes.discovery.completion import complete, covariance_of
from neurosym.bayes.discovery.search import Parents


def test_known_cells_stay_and_draws_follow_the_known_ones() -> None:
    rng = np.random.default_rng(0)
    cause = rng.integers(0, 2, 4_000)
    effect = np.where(rng.random(4_000) < 0.9, cause, 1 - cause)
    codes = np.stack([cause, effect], 1).astype(np.int16)
    hidden = codes.copy()
    hidden[rng.random(codes.shape) < 0.3] = -1

    def chain(_codes: np.ndarray) -> Parents:
        return frozenset(), frozenset({0})

    copies = complete(hidden, (2, 2), chain, rng)
    assert len(copies) == 5
    for copy in copies:
        np.testing.assert_array_equal(copy[hidden >= 0], hidden[hidden >= 0])
        assert (copy >= 0).all()
        agree = (copy[:, 0] == copy[:, 1]).mean()
        assert agree == pytest.approx(0.9, abs=0.03)


def test_covariances_of_complete_cases_are_the_plain_ones() -> None:
    values = np.random.default_rng(1).normal(size=(50, 3))
    np.testing.assert_allclose(covariance_of(values), np.cov(values.T, bias=True))


def test_expected_moments_recover_the_covariance() -> None:
    rng = np.random.default_rng(2)
    mixing = np.array([[1.0, 0.8, 0.3], [0.0, 1.0, 0.5], [0.0, 0.0, 1.0]])
    values = rng.normal(size=(20_000, 3)) @ mixing
    truth = np.cov(values.T, bias=True)
    values[rng.random(values.shape) < 0.3] = np.nan
    np.testing.assert_allclose(covariance_of(values), truth, atol=0.06)
