"""Networks as values: tables, draws, samples, and the way to disk and back."""

import json

import numpy as np
import pytest
from jaxtyping import Float64

from neurosym.bayes.network.network import BayesianNetwork, network_from_parts
from neurosym.errors import DataError, SavedFileError


def chain(*counts: Float64[np.ndarray, "..."]) -> BayesianNetwork:
    """A network rain -> grass of two yes/no variables."""
    states = (("yes", "no"), ("wet", "dry"))
    return BayesianNetwork(("rain", "grass"), states, ((), (0,)), counts)


RAIN = chain(np.array([1.0, 3.0]), np.array([[9.0, 1.0], [0.0, 5.0]]))


def test_tables_are_posterior_means() -> None:
    assert RAIN.tables[0].tolist() == [0.25, 0.75]
    assert RAIN.tables[1].tolist() == [[0.9, 0.1], [0.0, 1.0]]
    assert RAIN.scopes == ((0,), (0, 1))
    assert RAIN.cards == (2, 2)
    assert RAIN.graph().parents("grass") == ("rain",)


def test_draws_have_the_dirichlets_mean_and_variance() -> None:
    drawn = RAIN.draw(20_000, np.random.default_rng(5))
    assert drawn[1].shape == (20_000, 2, 2)
    assert drawn[0][:, 0].mean() == pytest.approx(0.25, abs=0.01)  # 5 standard errors: .007
    assert drawn[0][:, 0].var() == pytest.approx(0.25 * 0.75 / 5, rel=0.05)
    assert (drawn[1][:, 1] == [0.0, 1.0]).all()


def test_tiny_counts_still_give_distributions() -> None:
    tiny = chain(np.array([1e-300, 1e-300]), np.full((2, 2), 1e-200))
    drawn = tiny.draw(50, np.random.default_rng(0))
    np.testing.assert_allclose(drawn[0].sum(-1), 1.0)
    np.testing.assert_allclose(drawn[1].sum(-1), 1.0)


def test_samples_follow_the_tables() -> None:
    codes = RAIN.sample(40_000, np.random.default_rng(1))
    assert codes.dtype == np.int16
    rainy = codes[:, 0] == 0
    assert rainy.mean() == pytest.approx(0.25, abs=0.011)  # 5 standard errors
    assert (codes[rainy, 1] == 0).mean() == pytest.approx(0.9, abs=0.015)
    assert (codes[~rainy, 1] == 1).all()


def test_round_trip_by_json_and_by_parts() -> None:
    for copy in (
        BayesianNetwork.from_json(RAIN.to_json()),
        network_from_parts(RAIN.header(), RAIN.arrays()),
    ):
        assert (copy.names, copy.states, copy.parents) == (RAIN.names, RAIN.states, RAIN.parents)
        for ours, theirs in zip(RAIN.counts, copy.counts, strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_damaged_or_foreign_files_are_refused() -> None:
    with pytest.raises(SavedFileError, match="this is no saved network"):
        BayesianNetwork.from_json("[1, 2]")
    with pytest.raises(
        SavedFileError, match="has format 'other', not 'neurosym bayesian network 1'"
    ):
        network_from_parts({"format": "other"}, {})
    with pytest.raises(SavedFileError, match=r"the saved network is damaged: 'counts.1'"):
        network_from_parts(RAIN.header(), {"counts.0": RAIN.counts[0]})
    wrong = json.loads(RAIN.to_json())
    wrong["counts"][0] = [1.0]
    with pytest.raises(SavedFileError, match=r"the table of rain has shape \(1,\), not \(2,\)"):
        BayesianNetwork.from_json(json.dumps(wrong))


def test_wrong_networks_are_refused() -> None:
    with pytest.raises(DataError, match="the table of rain has a negative count or a row without"):
        chain(np.zeros(2), np.ones((2, 2)))
    with pytest.raises(DataError, match="the arrows grass -> rain -> grass form a cycle"):
        BayesianNetwork(RAIN.names, RAIN.states, ((1,), (0,)), (np.ones((2, 2)), np.ones((2, 2))))
    with pytest.raises(DataError, match="differ in length"):
        BayesianNetwork(RAIN.names, RAIN.states, ((),), (np.ones(2),))


def test_unknown_names_and_states_are_named() -> None:
    with pytest.raises(DataError, match="the network has no variable snow; it has rain, grass"):
        RAIN.index("snow")
    with pytest.raises(DataError, match="grass has no state green; its states are wet, dry"):
        RAIN.state_index("grass", "green")
