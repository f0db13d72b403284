"""Interventions against the truncated product, sampled rows, and pyro.do."""

import numpy as np
import pytest
import torch

from neurosym.bayes.causal.do import action_effect, do, interventional_posterior
from neurosym.bayes.inference.posterior import posterior
from neurosym.bayes.network.formats import published_network
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.bayes.network.pyro_model import pyro_model
from neurosym.errors import DataError

# Kidney stones: the severe ones get the better treatment (Charig 1986; Simpson's paradox).
STONES = BayesianNetwork(
    ("size", "treatment", "recovery"),
    (("small", "large"), ("open", "puncture"), ("yes", "no")),
    ((), (0,), (0, 1)),
    (
        np.array([357.0, 343.0]),
        np.array([[87.0, 270.0], [263.0, 80.0]]),
        np.array([[[81.0, 6.0], [234.0, 36.0]], [[192.0, 71.0], [55.0, 25.0]]]),
    ),
)
NOTHING = np.full((1, 3), -1, np.int16)


def test_simpsons_paradox_by_hand() -> None:
    seen = [posterior(STONES, np.array([[-1, t, -1]], np.int16)).marginals[2][0, 0] for t in (0, 1)]
    done = [
        interventional_posterior(STONES, {"treatment": t}, NOTHING).marginals[2][0, 0]
        for t in ("open", "puncture")
    ]
    assert seen == pytest.approx([273 / 350, 289 / 350])
    expected = [0.51 * 81 / 87 + 0.49 * 192 / 263, 0.51 * 234 / 270 + 0.49 * 55 / 80]
    assert done == pytest.approx(expected, abs=1e-12)
    assert seen[0] < seen[1]
    assert done[0] > done[1]


def test_the_mutilated_network_forgets_only_the_mechanism() -> None:
    cut = do(STONES, {"treatment": "open"})
    assert cut.parents == ((), (), (0, 1))
    assert cut.tables[1].tolist() == [1.0, 0.0]
    np.testing.assert_array_equal(cut.tables[2], STONES.tables[2])
    assert (cut.draw(3, np.random.default_rng(0))[1] == [1.0, 0.0]).all()


def test_causes_do_not_follow_an_intervention() -> None:
    found = interventional_posterior(STONES, {"recovery": "yes"}, NOTHING)
    assert found.marginals[0][0].tolist() == pytest.approx([0.51, 0.49])


@pytest.mark.filterwarnings("ignore")  # Pyro 1.9.1 warns on import
def test_pyro_do_agrees() -> None:
    import pyro

    certain = BayesianNetwork(
        STONES.names, STONES.states, STONES.parents, tuple(1e6 * c for c in STONES.counts)
    )
    forced = pyro.do(pyro_model(certain), data={"treatment": torch.tensor(0)})
    with torch.random.fork_rng():
        torch.manual_seed(0)
        rows = forced(40_000)["recovery"]
    exact = interventional_posterior(STONES, {"treatment": "open"}, NOTHING).marginals[2][0, 0]
    assert float((rows == 0).double().mean()) == pytest.approx(exact, abs=0.0094)  # 5 s.e.


def test_sampled_rows_of_the_mutilated_child_agree() -> None:
    network = published_network("child")
    forced = {"DuctFlow": network.states[network.index("DuctFlow")][1]}
    rows = do(network, forced).sample(40_000, np.random.default_rng(2))
    codes = np.full((1, len(network.names)), -1, np.int16)
    exact = interventional_posterior(network, forced, codes)
    for variable in range(len(network.names)):
        shares = np.bincount(rows[:, variable], minlength=network.cards[variable]) / len(rows)
        np.testing.assert_allclose(shares, exact.marginals[variable][0], atol=0.0125)  # 5 s.e.


def test_an_action_drops_evidence_downstream_and_says_so() -> None:
    given = {"size": "large", "recovery": "no"}
    effect = action_effect(STONES, {"treatment": "open"}, given, "recovery")
    assert effect.dropped == ("recovery",)
    assert effect.before.tolist() == [0.0, 1.0]
    assert effect.after.tolist() == pytest.approx([192 / 263, 71 / 263])
    assert not effect.unaffected


def test_a_target_upstream_is_unaffected() -> None:
    effect = action_effect(STONES, {"recovery": "no"}, {"treatment": "open"}, "size")
    assert effect.unaffected
    np.testing.assert_allclose(effect.after, effect.before, atol=1e-12)


def test_bad_actions_are_named() -> None:
    with pytest.raises(DataError, match="treatment has no state prayer; its states are open, pun"):
        do(STONES, {"treatment": "prayer"})
    with pytest.raises(DataError, match="the action sets size itself; ask for another target"):
        action_effect(STONES, {"size": "small"}, {}, "size")
