"""Average effects: exact, with intervals that hold, and honest where nothing follows."""

import numpy as np
import pytest

from neurosym.bayes.causal.do import interventional_posterior
from neurosym.bayes.causal.effects import average_effect
from neurosym.bayes.network.fit import fit_network
from neurosym.bayes.network.formats import published_network
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import DataError

COIN = BayesianNetwork(
    ("cause", "effect"),
    (("no", "yes"), ("low", "high")),
    ((), (0,)),
    (np.array([5.0, 5.0]), np.array([[8.0, 2.0], [3.0, 7.0]])),
)


def test_by_hand() -> None:
    found = average_effect(COIN, "cause", "effect", draws=500)
    assert found.mean.tolist() == [pytest.approx([0.8, 0.2]), pytest.approx([0.3, 0.7])]
    assert not found.unaffected
    difference, low, high = found.contrast("yes", "no", "high")
    assert difference == pytest.approx(0.5)
    # Beta(7, 3) - Beta(2, 8): standard deviation sqrt(.21/11 + .16/11) = .183
    assert (high - low) / 2 == pytest.approx(1.645 * 0.183, rel=0.2)
    lower, upper = found.interval(0.9)
    assert (lower < found.mean).all()
    assert (found.mean < upper).all()


def test_agrees_with_the_mutilated_network_on_child() -> None:
    network = published_network("child")
    found = average_effect(network, "Disease", "ChestXray", draws=0)
    codes = np.full((1, len(network.names)), -1, np.int16)
    place = network.index("ChestXray")
    for state, row in zip(found.cause_states, found.mean, strict=True):
        exact = interventional_posterior(network, {"Disease": state}, codes).marginals[place][0]
        np.testing.assert_allclose(row, exact, atol=1e-12)
    assert found.interval()[0] is found.mean
    assert len(set(found.contrast("TGA", "PFC", "Normal"))) == 1


def test_an_effect_before_its_cause_is_unaffected() -> None:
    found = average_effect(COIN, "effect", "cause", draws=20)
    assert found.unaffected
    np.testing.assert_allclose(found.mean, 0.5)
    assert found.contrast("high", "low", "yes") == pytest.approx((0.0, 0.0, 0.0))


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    truth = BayesianNetwork(
        ("z", "x", "y"),
        (("0", "1"),) * 3,
        ((), (0,), (0, 1)),
        (
            np.array([0.4, 0.6]),
            np.array([[0.7, 0.3], [0.2, 0.8]]),
            np.array([[[0.9, 0.1], [0.6, 0.4]], [[0.5, 0.5], [0.2, 0.8]]]),
        ),
    )
    exact = average_effect(truth, "x", "y", draws=0).contrast("1", "0", "1")[0]
    held = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        fitted = fit_network(truth.parents, truth.sample(300, rng), truth.names, truth.states)
        _, low, high = average_effect(fitted, "x", "y", 40, rng).contrast("1", "0", "1")
        held += low <= exact <= high
    assert held >= 30  # binomial(40, .9): 3 standard deviations below 36


def test_bad_questions_are_named() -> None:
    with pytest.raises(DataError, match="cause and effect are both cause; name two variables"):
        average_effect(COIN, "cause", "cause")
    with pytest.raises(DataError, match="effect has no state mid; its states are low, high"):
        average_effect(COIN, "cause", "effect", draws=0).contrast("yes", "no", "mid")
