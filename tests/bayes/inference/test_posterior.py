"""Posteriors of networks: against pgmpy, for rows and for one case, with extra factors."""

import warnings

import numpy as np
import pytest

from neurosym.bayes.inference.posterior import ExactInference, posterior
from neurosym.bayes.network.formats import published_network, to_pgmpy
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import DataError

RAIN = BayesianNetwork(
    ("rain", "grass"),
    (("yes", "no"), ("wet", "dry")),
    ((), (0,)),
    (np.array([1.0, 3.0]), np.array([[9.0, 1.0], [0.0, 5.0]])),
)


@pytest.mark.filterwarnings("ignore")  # pgmpy 1.1.2 warns on import and on use
@pytest.mark.parametrize("name", ["asia", "child"])
def test_agrees_with_pgmpys_variable_elimination(name: str) -> None:
    from pgmpy.inference import VariableElimination

    network = published_network(name)
    rng = np.random.default_rng(3)
    codes = network.sample(6, rng)
    codes[rng.random(codes.shape) < 0.6] = -1
    found = posterior(network, codes)
    oracle = VariableElimination(to_pgmpy(network))
    for case, row in enumerate(codes):
        evidence = {network.names[v]: network.states[v][s] for v, s in enumerate(row) if s >= 0}
        for target in np.flatnonzero(row < 0)[:4]:
            variable = network.names[target]
            factor = oracle.query([variable], evidence, show_progress=False)
            expected = [factor.get_value(**{variable: s}) for s in network.states[target]]
            np.testing.assert_allclose(found.marginals[target][case], expected, atol=1e-9)


def test_one_case_and_many_agree() -> None:
    network = published_network("child")
    rng = np.random.default_rng(8)
    codes = network.sample(5, rng)
    codes[rng.random(codes.shape) < 0.7] = -1
    engine = ExactInference(network)
    many = engine.posterior(np.concatenate([codes, codes]), targets=[3, 0])
    for case, row in enumerate(codes):
        one = engine.one(row)
        assert one.log_evidence[0] == pytest.approx(many.log_evidence[case + 5])
        np.testing.assert_allclose(one.marginals[3][0], many.marginals[0][case], atol=1e-12)
        np.testing.assert_allclose(one.marginals[0][0], many.marginals[1][case + 5], atol=1e-12)


def test_extra_factors_condition_the_joint() -> None:
    """A rule that forbids a dry lawn in rain, and one uncertain fact of its own."""
    allowed = np.array([[1.0, 0.0], [1.0, 1.0]])
    doubt = np.array([0.3, 0.7])
    engine = ExactInference(RAIN, [2], [(0, 1), (2,)], [allowed, doubt])
    found = engine.posterior(np.array([[-1, -1]], np.int16))
    kept = 0.25 * 0.9 + 0.75
    assert float(found.log_evidence[0]) == pytest.approx(np.log(kept))
    assert found.marginals[0][0].tolist() == pytest.approx([0.225 / kept, 0.75 / kept])
    assert found.marginals[2][0].tolist() == pytest.approx([0.3, 0.7])


def test_impossible_evidence_is_no_error() -> None:
    found = posterior(RAIN, np.array([[1, 0], [0, 0]], np.int16))
    assert found.log_evidence.tolist() == pytest.approx([-np.inf, np.log(0.225)])
    assert found.marginals[0].tolist() == [[0.0, 0.0], [1.0, 0.0]]


def test_no_cases_give_no_rows() -> None:
    assert posterior(RAIN, np.zeros((0, 2), np.int16)).marginals[1].shape == (0, 2)


def test_misfitting_codes_are_named() -> None:
    with pytest.raises(DataError, match="case 1 has code 2 for grass, which has 2 states"):
        posterior(RAIN, np.array([[0, 0], [0, 2]], np.int16))
    with pytest.raises(DataError, match="3 columns of codes for a network of 2 variables"):
        posterior(RAIN, np.zeros((1, 3), np.int16))


def test_inference_needs_no_pgmpy() -> None:
    import subprocess
    import sys

    code = (
        "import sys, neurosym.bayes.inference.posterior, neurosym.bayes.network.fit;"
        "print(sorted({'pgmpy','pyro','pandas','scipy','networkx','sklearn'} & set(sys.modules)))"
    )
    with warnings.catch_warnings():
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
    assert done.stdout.strip() == "[]"
