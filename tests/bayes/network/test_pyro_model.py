"""The Pyro model samples what the network says, and pyro.do and pyro.condition act on it."""

import numpy as np
import pytest
import torch

from neurosym.bayes.network.network import BayesianNetwork
from neurosym.bayes.network.pyro_model import pyro_model

pytestmark = pytest.mark.filterwarnings("ignore")  # Pyro 1.9.1 warns on import

SPRINKLER = BayesianNetwork(
    ("season", "rain", "grass"),
    (("dry", "wet"), ("no", "yes"), ("dry", "wet")),
    ((), (0,), (0, 1)),
    (
        np.array([6e6, 4e6]),
        np.array([[9e6, 1e6], [3e6, 7e6]]),
        np.array([[[8e6, 2e6], [1e6, 9e6]], [[5e6, 5e6], [1e5, 9.9e6]]]),
    ),
)


def test_sampled_margin_is_the_exact_one() -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        found = pyro_model(SPRINKLER)(40_000)
    exact = 0.6 * 0.1 + 0.4 * 0.7
    assert float(found["rain"].double().mean()) == pytest.approx(exact, abs=0.012)  # 5 s.e.


def test_do_cuts_the_arrow_from_the_season() -> None:
    import pyro

    forced = pyro.do(pyro_model(SPRINKLER), data={"rain": torch.tensor(1)})
    with torch.random.fork_rng():
        torch.manual_seed(1)
        found = forced(40_000)
    exact = 0.6 * 0.9 + 0.4 * 0.99
    assert float(found["season"].double().mean()) == pytest.approx(0.4, abs=0.013)
    assert float(found["grass"].double().mean()) == pytest.approx(exact, abs=0.007)


def test_condition_scores_the_observed_site() -> None:
    import pyro

    seen = pyro.condition(pyro_model(SPRINKLER), data={"rain": torch.tensor([1])})
    with torch.random.fork_rng():
        torch.manual_seed(2)
        trace = pyro.poutine.trace(seen).get_trace(1)
    assert trace.nodes["rain"]["is_observed"]
    assert trace.nodes["rain"]["value"] == torch.tensor([1])


def test_tables_are_dirichlet_sites_unless_a_row_is_certain() -> None:
    import pyro

    certain = BayesianNetwork(
        ("a", "b"), (("0", "1"),) * 2, ((), (0,)), (np.array([2.0, 5.0]), np.eye(2))
    )
    with torch.random.fork_rng():
        torch.manual_seed(3)
        trace = pyro.poutine.trace(pyro_model(certain)).get_trace(5)
    assert "table a" in trace.nodes
    assert "table b" not in trace.nodes
    torch.testing.assert_close(trace.nodes["a"]["value"], trace.nodes["b"]["value"])


def test_drawn_tables_have_the_dirichlets_spread() -> None:
    import pyro

    small = BayesianNetwork(("a",), (("0", "1"),), ((),), (np.array([2.0, 5.0]),))
    with torch.random.fork_rng():
        torch.manual_seed(4)
        traces = [pyro.poutine.trace(pyro_model(small)).get_trace(1) for _ in range(400)]
    drawn = np.array([np.asarray(trace.nodes["table a"]["value"]) for trace in traces])
    assert drawn[:, 0].mean() == pytest.approx(2 / 7, abs=0.04)  # 5 standard errors
