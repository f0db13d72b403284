"""Tables from cases: by hand, against counting, and with cells missing."""

import numpy as np
import pytest

from neurosym.bayes.inference.posterior import posterior
from neurosym.bayes.network.fit import FitOptions, family_counts, fit_network
from neurosym.bayes.network.graph import CausalGraph, Edge
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import DataError

NAMES = ("cause", "effect")
STATES = (("no", "yes"), ("low", "mid", "high"))


def test_counts_by_hand_with_the_prior_spread_evenly() -> None:
    codes = np.array([[0, 0], [0, 2], [1, 2], [0, 0]], np.int16)
    fitted = fit_network([(), (0,)], codes, NAMES, STATES, FitOptions(equivalent_sample_size=6.0))
    assert fitted.counts[0].tolist() == [6.0, 4.0]
    assert fitted.counts[1].tolist() == [[3.0, 1.0, 2.0], [1.0, 1.0, 2.0]]


def test_a_graph_may_list_its_nodes_in_another_order() -> None:
    codes = np.array([[0, 0], [0, 2], [1, 2]], np.int16)
    graph = CausalGraph(("effect", "cause"), (Edge("cause", "effect"),))
    fitted = fit_network(graph, codes, NAMES, STATES)
    assert fitted.parents == ((), (0,))
    assert fitted.names == NAMES


def test_family_counts_use_every_case_whose_family_is_known() -> None:
    codes = np.array([[0, -1, 1], [1, 2, -1], [1, 2, 0]], np.int16)
    assert family_counts(codes, (1,), (2, 3, 2)).tolist() == [0.0, 0.0, 2.0]
    assert family_counts(codes, (0, 2), (2, 3, 2)).tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_missing_cells_by_closed_form() -> None:
    """With the effect missing at random the likelihood splits: no count of it may change."""
    codes = np.array([[0, 0]] * 3 + [[0, 1]] + [[1, 2]] * 2 + [[1, -1]] * 4, np.int16)
    options = FitOptions(equivalent_sample_size=1e-9, tolerance=0.0, max_rounds=400)
    fitted = fit_network([(), (0,)], codes, NAMES, STATES, options)
    np.testing.assert_allclose(fitted.tables[0], [0.4, 0.6], atol=1e-8)
    np.testing.assert_allclose(fitted.tables[1][0], [0.75, 0.25, 0.0], atol=1e-8)
    np.testing.assert_allclose(fitted.tables[1][1], [0.0, 0.0, 1.0], atol=1e-8)
    assert fitted.counts[0].sum() == pytest.approx(10.0)


def test_missing_cells_teach_more_than_complete_rows_alone() -> None:
    truth = BayesianNetwork(
        ("a", "b", "c"),
        (("0", "1"),) * 3,
        ((), (0,), (1,)),
        (np.array([7.0, 3]), np.array([[9.0, 1], [2, 8]]), np.array([[8.0, 2], [1, 9]])),
    )
    gaps = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        codes, held_out = truth.sample(3_000, rng), truth.sample(5_000, rng)
        codes[rng.random(codes.shape) < 0.5] = -1
        complete = codes[(codes >= 0).all(1)]
        fits = [fit_network(truth.parents, c, truth.names, truth.states) for c in (codes, complete)]
        scores = [posterior(net, held_out).log_evidence.mean() for net in (truth, *fits)]
        gaps.append([scores[0] - scores[1], scores[0] - scores[2]])
    with_missing, without = np.mean(gaps, axis=0)
    assert with_missing < 0.005
    assert with_missing < without


def test_an_unseen_variable_keeps_its_prior() -> None:
    codes = np.array([[0, -1], [1, -1]], np.int16)
    fitted = fit_network([(), (0,)], codes, NAMES, STATES)
    np.testing.assert_allclose(fitted.tables[1], 1 / 3)


def test_no_cases_give_the_prior() -> None:
    fitted = fit_network([(), (0,)], np.zeros((0, 2), np.int16), NAMES, STATES)
    np.testing.assert_allclose(fitted.tables[0], 0.5)


def test_misfits_are_named() -> None:
    codes = np.array([[0, 3]], np.int16)
    with pytest.raises(DataError, match="effect has code 3 but only 3 states"):
        fit_network([(), (0,)], codes, NAMES, STATES)
    with pytest.raises(DataError, match="graph and data differ in the variables other"):
        fit_network(CausalGraph((*NAMES, "other"), ()), codes, NAMES, STATES)
    with pytest.raises(DataError, match="2 columns of codes, 1 names, 2 lists of states"):
        fit_network([(), (0,)], codes, ["cause"], STATES)
