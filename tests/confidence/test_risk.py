import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from neurosym.confidence.risk import (
    THRESHOLDS,
    cases_needed,
    certify,
    chance_of_so_few,
    counts,
    error_bound,
    regularised_beta,
)


def test_beta_by_hand() -> None:
    assert regularised_beta(0.25, 2.0, 1.0) == pytest.approx(0.0625)
    assert regularised_beta(0.0, 2.0, 3.0) == 0.0
    assert regularised_beta(1.0, 2.0, 3.0) == 1.0


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.floats(0, 1), st.floats(0.5, 5e4), st.floats(0.5, 5e4))
def test_beta_agrees_with_scipy(x: float, a: float, b: float) -> None:
    # lgamma of 1e5 is 1e6, of which doubles keep nine digits after the point.
    expected = float(special.betainc(a, b, x))
    assert regularised_beta(x, a, b) == pytest.approx(expected, abs=1e-9, rel=1e-8)


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 20_000), st.floats(0, 1), st.floats(1e-4, 1 - 1e-4))
def test_binomial_chance_agrees_with_scipy(cases: int, share: float, rate: float) -> None:
    errors = int(share * cases)
    expected = float(stats.binom.cdf(errors, cases, rate))
    assert chance_of_so_few(errors, cases, rate) == pytest.approx(expected, abs=1e-9, rel=1e-7)


@pytest.mark.parametrize(
    ("errors", "cases"), [(0, 45), (3, 100), (50, 1000), (99, 100), (5000, 100_000), (1, 7)]
)
def test_the_bound_agrees_with_scipy(errors: int, cases: int) -> None:
    for level in (0.8, 0.9, 0.99):
        expected = float(stats.beta.ppf(level, errors + 1, cases - errors))
        assert error_bound(errors, cases, level) == pytest.approx(expected, rel=1e-9)


def test_the_bound_without_knowledge_is_one() -> None:
    assert error_bound(0, 0) == 1.0
    assert error_bound(5, 5) == 1.0


def test_the_bound_holds_as_often_as_it_says() -> None:
    drawn = np.random.default_rng(3).binomial(60, 0.1, 2000)
    bounds = {int(e): error_bound(int(e), 60, 0.9) for e in set(drawn)}
    held = sum(bounds[int(e)] >= 0.1 for e in drawn)
    assert held >= stats.binom.ppf(1e-4, 2000, 0.9)


def test_cases_needed() -> None:
    assert [cases_needed(level) for level in (0.05, 0.01, 0.001)] == [45, 230, 2302]


def test_forty_five_right_answers_certify_five_percent_and_forty_four_do_not() -> None:
    enough = certify(np.full(45, 0.97), np.ones(45, bool))
    assert enough.certified
    assert (enough.answered, enough.errors, enough.answer_rate) == (45, 0, 1.0)
    assert enough.bound < 0.05
    assert 0.967 < enough.threshold <= 0.97  # nothing was seen below
    assert enough.reason == (
        "certified: an error rate of at most 0.05 with confidence 0.9, "
        "from 45 answered cases with 0 errors"
    )
    short = certify(np.full(44, 0.97), np.ones(44, bool))
    assert not short.certified
    assert short.threshold == 0.95
    assert short.reason == (
        "not certified: 44 cases; an error rate of 0.05 with confidence 0.9 needs 45 "
        "without an error"
    )


def test_too_many_errors_are_said() -> None:
    found = certify(np.linspace(0.5, 1.0, 100), np.arange(100) % 2 == 0)
    assert not found.certified
    assert found.reason == (
        "not certified: the surest 45 cases or more hold too many errors for "
        "an error rate of 0.05 with confidence 0.9"
    )


def test_one_error_in_a_hundred_certifies_five_percent_and_two_do_not() -> None:
    # Chance of so few at a rate of .05: .037 for one, .118 for two.
    said = np.full(100, 0.97)
    assert certify(said, np.arange(100) >= 1).certified
    assert not certify(said, np.arange(100) >= 2).certified


def test_testing_ends_at_the_first_threshold_that_fails() -> None:
    said = np.repeat([0.99, 0.6], [50, 1000])
    right = np.arange(1050) >= 10  # ten of the surest are wrong; over all, under one in a hundred
    assert not certify(said, right).certified


def test_only_errors_among_answered_cases_count() -> None:
    found = certify(np.array([0.99, 0.98, 0.97, 0.6]), np.array([True, False, True, False]))
    assert (found.answered, found.errors, found.cases) == (3, 1, 4)
    assert found.answer_rate == 0.75


def test_cases_that_were_fitted_to_certify_nothing() -> None:
    found = certify(np.full(500, 0.99), np.ones(500, bool), reserved=False)
    assert not found.certified
    assert found.reason == (
        "not certified: its cases were used to fit as well; keep some for this alone"
    )


def test_no_case_at_all() -> None:
    found = certify(np.zeros(0), np.zeros(0, bool))
    assert not found.certified
    assert found.threshold == 0.95
    assert math.isnan(found.answer_rate)


def test_counts_agree_with_a_loop() -> None:
    generator = np.random.default_rng(0)
    said, right = generator.random(200), generator.random(200) < 0.6
    answered, wrong = counts(said, right, THRESHOLDS)
    for threshold, n, errors in zip(THRESHOLDS, answered, wrong, strict=True):
        assert n == (said >= threshold).sum()
        assert errors == (~right[said >= threshold]).sum()


@pytest.mark.parametrize("worth", ["calibrated", "useless"])
def test_certificates_fail_no_more_often_than_stated(worth: str) -> None:
    generator = np.random.default_rng(7)
    failed, draws, level = 0, 600, 0.1
    for _ in range(draws):
        said = generator.beta(4, 1, 150)
        true = said if worth == "calibrated" else np.full(150, 0.88)
        found = certify(said, generator.random(150) < true, level, 0.9)
        if found.certified:
            failed += _error_rate(found.threshold, worth) > level
    assert failed <= stats.binom.ppf(1 - 1e-4, draws, 0.1)


def _error_rate(threshold: float, worth: str) -> float:
    """True error rate of answers at least so sure, where confidence is beta(4, 1)."""
    if worth == "useless":
        return 0.12
    mean = 0.8 * (1 - threshold**5) / (1 - threshold**4)
    return 1 - mean


def test_certificates_answer_as_much_as_they_can() -> None:
    generator = np.random.default_rng(8)
    said = generator.beta(4, 1, 20_000)
    found = certify(said, generator.random(20_000) < said, 0.1, 0.9)
    assert found.certified
    assert 0.085 < _error_rate(found.threshold, "calibrated") <= 0.1


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_levels_must_be_probabilities(level: float) -> None:
    with pytest.raises(ValueError, match="give a probability between 0 and 1"):
        certify(np.ones(9), np.ones(9, bool), error_level=level)
