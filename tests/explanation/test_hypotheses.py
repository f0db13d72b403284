import math

import numpy as np
import pytest

from neurosym.explanation.hypotheses import changes, contributions

NAN = math.nan


def naive_bayes(codes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Two outcomes; every known finding multiplies the odds by a factor of its own."""
    factors = np.array([[0.5, 2.0], [1.0, 1.0], [0.1, 10.0]])
    odds = np.ones(len(codes))
    for variable in range(3):
        known = codes[:, variable] >= 0
        odds *= np.where(known, factors[variable, np.maximum(codes[:, variable], 0)], 1.0)
    p = odds / (1.0 + odds)
    return np.stack([1.0 - p, p], axis=1)


def test_contributions_are_log_likelihood_ratios_under_naive_bayes() -> None:
    codes = np.array([1, 0, 1], dtype=np.int16)
    found = contributions(codes, np.full(3, NAN), 1, naive_bayes)
    assert [item.variable for item in found] == [2, 0, 1]
    expected = [math.log(10), math.log(2), 0.0]
    assert [item.log_odds for item in found] == pytest.approx(expected, abs=1e-9)


def test_a_silent_finding_contributes_nothing() -> None:
    found = contributions(np.array([-1, -1, 1], dtype=np.int16), np.full(3, NAN), 1, naive_bayes)
    assert [item.variable for item in found] == [2]


def test_only_changes_that_lead_elsewhere_are_named_known_ones_first() -> None:
    codes = np.array([1, -1, -1], dtype=np.int16)
    alternatives = [(v, s, NAN) for v in range(3) for s in range(2)]
    found = changes(codes, np.full(3, NAN), alternatives, naive_bayes)
    assert [(c.variable, c.state, c.outcome, c.observed) for c in found] == [
        (0, 0, 0, True),
        (2, 0, 0, False),
    ]
    assert [c.probability for c in found] == pytest.approx([2 / 3, 5 / 6])


def test_an_impossible_change_is_not_offered() -> None:
    def answering(codes: np.ndarray, values: np.ndarray) -> np.ndarray:
        answers = naive_bayes(codes, values)
        answers[codes[:, 0] == 0] = 0.0
        return answers

    codes = np.array([1, -1, -1], dtype=np.int16)
    assert changes(codes, np.full(3, NAN), [(0, 0, NAN)], answering) == ()
