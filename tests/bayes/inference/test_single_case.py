"""The numpy plan for one case says what the batched tree says."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.bayes.inference.junction_tree import JunctionTree
from neurosym.bayes.inference.single_case import SingleCase


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_agrees_with_the_batched_tree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 9))
    cards = [int(c) for c in rng.integers(1, 4, count)]
    scopes = [
        tuple(int(v) for v in rng.permutation(count)[: rng.integers(0, min(count, 3) + 1)])
        for _ in range(rng.integers(0, 9))
    ]
    tables = [np.asarray(rng.random([cards[v] for v in scope])) for scope in scopes]
    rows = {v: rng.random(cards[v]) for v in range(count) if rng.random() < 0.5}
    for variable in list(rows)[:1]:
        rows[variable] = rows[variable] * (rng.random(cards[variable]) < 0.5)
    tree = JunctionTree(cards, scopes)
    single = SingleCase(tree, tables).run(rows)
    batched = tree.run(
        [torch.from_numpy(table) for table in tables],
        [torch.from_numpy(rows.get(v, np.ones(cards[v])))[:, None] for v in range(count)],
    )
    assert single.log_evidence == pytest.approx(float(batched.log_evidence[0]), abs=1e-12)
    for one, many in zip(single.marginals, batched.marginals, strict=True):
        np.testing.assert_allclose(one, many[:, 0].numpy(), atol=1e-12)


def test_an_impossible_case_has_no_marginals() -> None:
    tree = JunctionTree((2, 2), [(0,), (0, 1)])
    plan = SingleCase(tree, [np.array([1.0, 0.0]), np.eye(2)])
    found = plan.run({1: np.array([0.0, 1.0])})
    assert found.log_evidence == -np.inf
    assert [row.tolist() for row in found.marginals] == [[0.0, 0.0], [0.0, 0.0]]


def test_a_zero_constant_factor_makes_every_case_impossible() -> None:
    tree = JunctionTree((2,), [(), (0,)])
    plan = SingleCase(tree, [np.array(0.0), np.array([0.5, 0.5])])
    assert plan.run({}).log_evidence == -np.inf
