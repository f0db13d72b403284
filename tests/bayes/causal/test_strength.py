"""Strengths of arrows by hand, against the joint table, and at the limits."""

import numpy as np
import pytest

from neurosym.bayes.causal.strength import arrow_strength
from neurosym.bayes.network.formats import published_network
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import InconsistentEvidenceError


def test_by_hand_with_another_parent_as_observed() -> None:
    network = BayesianNetwork(
        ("a", "b", "c"),
        (("0", "1"),) * 3,
        ((), (0,), (0, 1)),
        (
            np.array([0.25, 0.75]),
            np.array([[0.9, 0.1], [0.3, 0.7]]),
            np.array([[[0.5, 0.5], [0.2, 0.8]], [[0.1, 0.9], [0.6, 0.4]]]),
        ),
    )
    strengths = arrow_strength(network)
    b = 0.25 * 0.9 + 0.75 * 0.3
    assert strengths["a", "b"] == pytest.approx(0.6)
    assert strengths["a", "c"] == pytest.approx(b * 0.4 + (1 - b) * 0.4)
    assert strengths["b", "c"] == pytest.approx(0.25 * 0.3 + 0.75 * 0.5)
    # With a = 1 seen, b's parent is certain.
    seen = arrow_strength(network, np.array([1, -1, -1], np.int16))
    assert seen["b", "c"] == pytest.approx(0.5)


def test_three_states_are_averaged_over_pairs() -> None:
    table = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    network = BayesianNetwork(
        ("a", "b"), (("0", "1", "2"), ("0", "1")), ((), (0,)), (np.ones(3) / 3, table)
    )
    assert arrow_strength(network)["a", "b"] == pytest.approx((1 + 0.5 + 0.5) / 3)


def test_copies_and_coins_are_the_limits() -> None:
    def network(table: np.ndarray) -> BayesianNetwork:
        return BayesianNetwork(("a", "b"), (("0", "1"),) * 2, ((), (0,)), (np.ones(2), table))

    assert arrow_strength(network(np.eye(2)))["a", "b"] == 1.0
    assert arrow_strength(network(np.full((2, 2), 0.5)))["a", "b"] == 0.0
    one = BayesianNetwork(
        ("a", "b"), (("only",), ("0", "1")), ((), (0,)), (np.ones(1), np.ones((1, 2)))
    )
    assert arrow_strength(one)["a", "b"] == 0.0


def test_child_has_a_strength_for_every_arrow() -> None:
    strengths = arrow_strength(published_network("child"))
    assert len(strengths) == 25
    assert all(0.0 < value <= 1.0 for value in strengths.values())


def test_an_impossible_case_is_an_error() -> None:
    network = BayesianNetwork(
        ("a", "b"), (("0", "1"),) * 2, ((), (0,)), (np.array([1.0, 0.0]), np.eye(2))
    )
    with pytest.raises(InconsistentEvidenceError, match="the case is impossible under the network"):
        arrow_strength(network, np.array([-1, 1], np.int16))
