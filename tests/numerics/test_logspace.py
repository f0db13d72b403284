"""Log-space arithmetic in numpy."""

import numpy as np
import pytest

from neurosym.numerics.logspace import log, log1mexp, logsumexp


def test_log_of_zero_is_quiet() -> None:
    assert log(np.array([0.0, 1.0])).tolist() == [-np.inf, 0.0]


def test_sums_by_hand_and_sums_of_nothing() -> None:
    terms = np.log(np.array([[0.2, 0.3], [0.25, 0.25]]))
    np.testing.assert_allclose(logsumexp(terms, 1), np.log([0.5, 0.5]), rtol=1e-15)
    assert logsumexp(np.full((2, 3), -np.inf), 1).tolist() == [-np.inf] * 2
    assert logsumexp(np.array([[-2000.0, -2000.0]]), 1)[0] == pytest.approx(-2000 + np.log(2))
    assert logsumexp(np.zeros((2, 0)), 1).tolist() == [-np.inf] * 2


def test_complements_at_both_ends() -> None:
    found = log1mexp(np.array([0.0, -1e-20, np.log(0.5), -50.0, -np.inf]))
    expected = [-np.inf, np.log(1e-20), np.log(0.5), -np.exp(-50.0), 0.0]
    np.testing.assert_allclose(found, expected, rtol=1e-14)
