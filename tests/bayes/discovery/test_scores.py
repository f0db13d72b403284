"""Family scores by hand, against pgmpy, and by the law of score equivalence."""

from math import lgamma, log

import numpy as np
import pytest

from neurosym.bayes.discovery.scores import DiscreteScore, GaussianScore, ScoreName


def test_bdeu_by_hand() -> None:
    codes = np.array([[0, 0], [0, 1], [1, 1]], np.int16)
    score = DiscreteScore(codes, (2, 2), "bdeu", equivalent_sample_size=4.0)
    # Without causes: prior 2 + 2, counts 1 and 2.
    alone = lgamma(4) - lgamma(7) + lgamma(3) + lgamma(4) - 2 * lgamma(2)
    assert score.family(1, frozenset()) == pytest.approx(alone)
    # Given column 0: rows (1, 1) and (0, 1), prior 1 + 1 each.
    first = lgamma(2) - lgamma(4) + 2 * lgamma(2) - 2 * lgamma(1)
    second = lgamma(2) - lgamma(3) + lgamma(2) - lgamma(1)
    assert score.family(1, frozenset({0})) == pytest.approx(first + second)


def test_bic_by_hand() -> None:
    codes = np.array([[0, 0], [0, 1], [1, 1], [1, 1]], np.int16)
    score = DiscreteScore(codes, (2, 2), "bic")
    assert score.family(1, frozenset({0})) == pytest.approx(2 * log(0.5) - 0.5 * log(4) * 2)


@pytest.mark.filterwarnings("ignore")  # pgmpy 1.1.2 warns on import
@pytest.mark.parametrize("name", ["bdeu", "bic"])
def test_agrees_with_pgmpy(name: ScoreName) -> None:
    import pandas as pd
    from pgmpy.structure_score import BIC, BDeu

    rng = np.random.default_rng(2)
    codes = rng.integers(0, 3, (400, 4)).astype(np.int16)
    codes[:, 3] = (codes[:, 0] + codes[:, 1] + (rng.random(400) < 0.2)) % 3
    frame = pd.DataFrame(codes.astype(str), columns=list("abcd"))
    oracle = BDeu(frame, equivalent_sample_size=7) if name == "bdeu" else BIC(frame)
    ours = DiscreteScore(codes, (3, 3, 3, 3), name, 7.0)
    for parents in ((), (0,), (0, 1), (0, 1, 2)):
        expected = oracle.local_score("d", tuple("abcd"[p] for p in parents))
        assert ours.family(3, frozenset(parents)) == pytest.approx(expected, rel=1e-9)


def test_many_joint_states_are_renumbered_without_a_difference() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 9, (30, 5)).astype(np.int16)
    score = DiscreteScore(codes, (9,) * 5, "bdeu", 9.0**4 * 9)  # every cell has prior 1
    rows = [codes[i, 4] for i in range(30)]
    groups: dict[tuple[int, ...], list[int]] = {}
    for row, state in zip(codes[:, :4].tolist(), rows, strict=True):
        groups.setdefault(tuple(row), []).append(int(state))
    expected = 0.0
    for members in groups.values():
        expected += lgamma(9) - lgamma(9 + len(members))
        expected += sum(lgamma(1 + members.count(s)) for s in set(members))
    assert score.family(4, frozenset({0, 1, 2, 3})) == pytest.approx(expected)


@pytest.mark.parametrize("kind", ["bdeu", "bic", "gaussian"])
def test_equivalent_graphs_score_alike(kind: str) -> None:
    rng = np.random.default_rng(4)
    codes = rng.integers(0, 3, (200, 2)).astype(np.int16)
    codes[:, 1] = np.where(rng.random(200) < 0.5, codes[:, 0], codes[:, 1])
    score: DiscreteScore | GaussianScore
    if kind == "gaussian":
        score = GaussianScore(np.cov(codes.T.astype(float)), 200)
    else:
        score = DiscreteScore(codes, (3, 3), "bdeu" if kind == "bdeu" else "bic")
    forth = score.family(0, frozenset()) + score.family(1, frozenset({0}))
    back = score.family(1, frozenset()) + score.family(0, frozenset({1}))
    assert forth == pytest.approx(back)
    assert score.count == 2


def test_gaussian_bic_by_hand_and_at_the_limits() -> None:
    covariance = np.array([[1.0, 0.6, 1.0], [0.6, 1.0, 0.6], [1.0, 0.6, 1.0]])
    score = GaussianScore(covariance, 100)
    expected = -50 * log(1 - 0.36) - 0.5 * log(100) * 2
    assert score.family(1, frozenset({0})) == pytest.approx(expected)
    determined = score.family(2, frozenset({0}))
    assert np.isfinite(determined)
    assert determined > score.family(2, frozenset({1}))
    # A copy of a cause adds nothing but its penalty.
    assert score.family(1, frozenset({0, 2})) == pytest.approx(expected - 0.5 * log(100))


def test_a_constant_column_gains_nothing_from_causes() -> None:
    score = GaussianScore(np.diag([1.0, 0.0]), 50)
    assert score.family(1, frozenset({0})) < score.family(1, frozenset())
