"""Draws of the unknown follow the exact joint posterior."""

import numpy as np
import pytest

from neurosym.bayes.inference.posterior import posterior
from neurosym.bayes.inference.sampling import draw_unknown
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import InconsistentEvidenceError

NET = BayesianNetwork(
    ("a", "b", "c", "d"),
    (("0", "1"),) * 2 + (("0", "1", "2"),) * 2,
    ((), (), (0, 1), (2, 0)),
    (
        np.array([0.3, 0.7]),
        np.array([0.6, 0.4]),
        np.random.default_rng(0).dirichlet(np.ones(3), (2, 2)),
        np.random.default_rng(1).dirichlet(np.ones(3), (3, 2)),
    ),
)


def test_pairs_of_draws_have_the_joint_posterior() -> None:
    cases = 40_000
    codes = np.tile(np.array([[-1, -1, -1, 2]], np.int16), (cases, 1))
    drawn = draw_unknown(NET, codes, np.random.default_rng(3))
    assert (drawn[:, 3] == 2).all()
    evidence = posterior(NET, codes[:1]).log_evidence[0]
    for a in range(2):
        for b in range(2):
            row = np.array([[a, b, -1, 2]], np.int16)
            exact = np.exp(posterior(NET, row).log_evidence[0] - evidence)
            share = ((drawn[:, 0] == a) & (drawn[:, 1] == b)).mean()
            assert share == pytest.approx(exact, abs=0.0125)  # 5 standard errors


def test_an_impossible_case_is_named() -> None:
    certain = BayesianNetwork(("a",), (("0", "1"),), ((),), (np.array([1.0, 0.0]),))
    with pytest.raises(InconsistentEvidenceError, match="case 1 is impossible under the network"):
        draw_unknown(certain, np.array([[0], [1]], np.int16), np.random.default_rng(0))
