import math

import numpy as np
import pytest
from scipy import stats

from neurosym.confidence.conformal import (
    Score,
    fit_cross_sets,
    fit_sets,
    rank_of_quantile,
    scores,
)

DRAWS, CALIBRATION, TEST, ALPHA = 300, 60, 20, 0.2


def drawn(generator: np.random.Generator, cases: int) -> tuple[np.ndarray, np.ndarray]:
    """Answers that are too sure of themselves: labels follow a flatter law."""
    truth = generator.dirichlet(np.array([1.0, 0.6, 0.4, 0.2]), cases)
    labels = (truth.cumsum(1) > generator.random((cases, 1))).argmax(1)
    sharp = np.maximum(truth, 1e-12) ** 2
    return sharp / sharp.sum(axis=1, keepdims=True), labels


def test_scores_by_hand() -> None:
    p = np.array([[0.5, 0.3, 0.2, 0.0]])
    assert scores(p, Score.LEAST_AMBIGUOUS) == pytest.approx(np.array([[0.5, 0.7, 0.8, np.inf]]))
    assert scores(p, Score.ADAPTIVE) == pytest.approx(np.array([[0.5, 0.8, 1.0, np.inf]]))


def test_the_quantile_of_nine_cases_at_one_tenth_is_the_greatest() -> None:
    p = np.linspace(0.55, 0.95, 9)
    sets = fit_sets(np.stack([p, 1 - p], axis=1), np.zeros(9, np.int64), alpha=0.1)
    assert sets.thresholds == pytest.approx([0.45, 0.45])
    assert sets(np.array([[0.6, 0.4], [0.51, 0.49], [0.2, 0.8]])).tolist() == [
        [True, False],
        [True, False],  # neither state is good enough: the most probable one is in
        [False, True],
    ]
    assert rank_of_quantile(8, 0.1) == 9


def test_too_few_cases_leave_every_possible_state_in() -> None:
    sets = fit_sets(np.array([[0.9, 0.1, 0.0]] * 8), np.zeros(8, np.int64), alpha=0.1)
    assert np.all(np.isinf(sets.thresholds))
    assert sets(np.array([[0.6, 0.4, 0.0]])).tolist() == [[True, True, False]]


@pytest.mark.parametrize("score", Score)
def test_sets_cover_as_stated_over_many_draws(score: Score) -> None:
    generator = np.random.default_rng(11)
    covered = 0
    for _ in range(DRAWS):
        sets = fit_sets(*drawn(generator, CALIBRATION), alpha=ALPHA, score=score)
        probabilities, labels = drawn(generator, 1)
        covered += int(sets(probabilities)[0, labels[0]])
    assert sets.set_coverage == 0.8
    assert covered >= stats.binom.ppf(1e-4, DRAWS, 1 - ALPHA)


def test_least_ambiguous_sets_cover_little_more_than_stated() -> None:
    generator = np.random.default_rng(12)
    sets = fit_sets(*drawn(generator, 4000), alpha=ALPHA)
    probabilities, labels = drawn(generator, 4000)
    covered = sets(probabilities)[np.arange(4000), labels].mean()
    # Two samples of 4,000: deviation .009. The most probable state is always in, which adds.
    assert 0.77 < covered < 0.86


def test_coverage_by_class_holds_for_each_class() -> None:
    generator = np.random.default_rng(13)
    hits, totals = np.zeros(4), np.zeros(4)
    for _ in range(DRAWS):
        sets = fit_sets(*drawn(generator, 120), alpha=ALPHA, by_class=True)
        probabilities, labels = drawn(generator, 1)
        hits[labels[0]] += sets(probabilities)[0, labels[0]]
        totals[labels[0]] += 1
    assert sets.by_class
    assert np.all(hits >= stats.binom.ppf(1e-4, totals, 1 - ALPHA))


def test_a_class_without_cases_is_in_every_set() -> None:
    p = np.array([[0.8, 0.15, 0.05]] * 40)
    sets = fit_sets(p, np.zeros(40, np.int64), alpha=0.2, by_class=True)
    assert sets(p[:1]).tolist() == [[True, True, True]]
    assert sets.thresholds[0] == pytest.approx(0.2)


@pytest.mark.parametrize("score", Score)
def test_sets_are_never_empty_and_never_hold_the_impossible(score: Score) -> None:
    generator = np.random.default_rng(14)
    probabilities, labels = drawn(generator, 200)
    probabilities[:, 1] = 0.0
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    inside = fit_sets(probabilities, labels, alpha=0.5, score=score)(probabilities)
    assert inside.any(axis=1).all()
    assert inside[np.arange(200), probabilities.argmax(axis=1)].all()
    assert not inside[:, 1].any()


def test_a_case_without_a_world_has_every_state() -> None:
    sets = fit_sets(np.array([[0.9, 0.1]] * 30), np.zeros(30, np.int64))
    assert sets(np.zeros((1, 2))).tolist() == [[True, True]]


def cross_drawn(
    generator: np.random.Generator, cases: int, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int]:
    """Fold answers that really learn from labels: the labels' shares outside of the fold."""
    labels = (np.array([0.5, 0.3, 0.15, 0.05]).cumsum() > generator.random((cases + 1, 1))).argmax(
        1
    )
    fold = np.arange(cases) % count
    shares = np.stack(
        [np.bincount(labels[:cases][fold != k], minlength=4) + 0.5 for k in range(count)]
    )
    shares /= shares.sum(axis=1, keepdims=True)
    return shares[fold], labels[:cases], fold, shares[:, None, :], int(labels[-1])


def test_cross_conformal_sets_keep_their_bound_over_many_draws() -> None:
    generator = np.random.default_rng(15)
    covered = 0
    for _ in range(DRAWS):
        answers, labels, fold, new, truth = cross_drawn(generator, 40, 5)
        sets = fit_cross_sets(answers, labels, fold, alpha=ALPHA)
        covered += int(sets(new)[0, truth])
    assert sets.set_coverage == pytest.approx(1 - 2 * ALPHA - min(2 * 0.8 / 9, (1 - 5 / 40) / 6))
    assert covered >= stats.binom.ppf(1e-4, DRAWS, sets.set_coverage)
    assert covered >= stats.binom.ppf(1e-4, DRAWS, 1 - ALPHA) - 10  # in practice near 1 - alpha


def test_a_fold_for_each_case_costs_nothing_beyond_twice_alpha() -> None:
    p = np.array([[0.8, 0.2]] * 20)
    sets = fit_cross_sets(p, np.zeros(20, np.int64), np.arange(20), alpha=0.1)
    assert sets.set_coverage == pytest.approx(0.8)


def test_one_fit_for_all_folds_gives_the_plain_sets() -> None:
    generator = np.random.default_rng(16)
    probabilities, labels = drawn(generator, 90)
    new, _ = drawn(generator, 50)
    cross = fit_cross_sets(probabilities, labels, np.arange(90) % 5, alpha=0.2)
    plain = fit_sets(probabilities, labels, alpha=0.2)
    assert np.array_equal(cross(np.stack([new] * 5)), plain(new))


def test_a_state_as_bad_as_the_known_cases_is_still_in() -> None:
    p = np.array([[0.6, 0.4]] * 20)
    sets = fit_cross_sets(p, np.ones(20, np.int64), np.arange(20) % 5, alpha=0.1)
    assert sets(np.stack([p[:1]] * 5)).tolist() == [[True, True]]


@pytest.mark.parametrize("alpha", [0.0, 1.0, math.nan])
def test_alpha_must_be_a_probability(alpha: float) -> None:
    with pytest.raises(ValueError, match="give a probability between 0 and 1"):
        fit_sets(np.array([[0.9, 0.1]]), np.zeros(1, np.int64), alpha=alpha)
