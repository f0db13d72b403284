"""The numpy engine for few cases says what the batched tree says, derivatives included."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.bayes.inference.few_cases import FewCases
from neurosym.bayes.inference.junction_tree import JunctionTree
from neurosym.bayes.inference.plan import TreePlan

Problem = tuple[JunctionTree, list[np.ndarray], dict[int, np.ndarray]]


def problem(seed: int, batch: int, *, zeros: bool = True) -> Problem:
    """A random tree with tables and evidence; some rows of evidence and tables hold zeros."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 9))
    cards = [int(c) for c in rng.integers(1, 4, count)]
    scopes = [
        tuple(int(v) for v in rng.permutation(count)[: rng.integers(0, min(count, 3) + 1)])
        for _ in range(rng.integers(0, 9))
    ]
    tables = [np.asarray(rng.random([cards[v] for v in scope])) for scope in scopes]
    rows = {v: rng.random((cards[v], batch)) for v in range(count) if rng.random() < 0.5}
    if zeros:
        tables = [np.asarray(t * (rng.random(t.shape) < 0.8)) for t in tables]
        for variable in list(rows)[:1]:
            rows[variable] = rows[variable] * (rng.random(rows[variable].shape) < 0.5)
    return JunctionTree(cards, scopes), tables, rows


def spread(tree: JunctionTree, rows: dict[int, np.ndarray], batch: int) -> list[torch.Tensor]:
    return [
        torch.from_numpy(rows.get(v, np.ones((card, batch)))) for v, card in enumerate(tree.cards)
    ]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), batch=st.integers(1, 3))
def test_agrees_with_the_batched_tree(seed: int, batch: int) -> None:
    tree, tables, rows = problem(seed, batch)
    few = FewCases(tree, tables).run(rows)
    many = tree.run([torch.from_numpy(table) for table in tables], spread(tree, rows, batch))
    shape = (batch if rows else 1,)
    assert few.log_evidence.shape == shape
    np.testing.assert_allclose(few.log_evidence, many.log_evidence[: shape[0]].numpy(), atol=1e-12)
    for one, other in zip(few.marginals, many.marginals, strict=True):
        np.testing.assert_allclose(one, other[:, : shape[0]].numpy(), atol=1e-12)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), batch=st.integers(1, 3))
def test_without_a_table_is_the_table_of_ones(seed: int, batch: int) -> None:
    tree, tables, rows = problem(seed, batch)
    factors = [i for i, scope in enumerate(tree.scopes) if scope]
    found = FewCases(tree, tables).log_evidence_without(rows, factors)
    for row, factor in zip(found, factors, strict=True):
        replaced = [np.ones_like(t) if i == factor else t for i, t in enumerate(tables)]
        expected = FewCases(tree, replaced).run(rows, ()).log_evidence
        np.testing.assert_allclose(row, expected, atol=1e-11)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_a_family_is_the_derivative_by_its_table_times_the_table(seed: int) -> None:
    tree, tables, rows = problem(seed, 1, zeros=False)
    factors = [i for i, scope in enumerate(tree.scopes) if scope]
    leaves = [torch.from_numpy(table).requires_grad_() for table in tables]
    total = tree.run(leaves, spread(tree, rows, 1), ()).log_evidence.sum()
    wanted = [leaves[factor] for factor in factors]
    gradients = torch.autograd.grad(total, wanted) if wanted else ()
    families = FewCases(tree, tables).families(rows, factors)
    for factor, family, gradient in zip(factors, families, gradients, strict=True):
        np.testing.assert_allclose(family[..., 0], gradient.numpy() * tables[factor], atol=1e-11)


def test_many_rows_are_run_in_parts_of_a_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    tree, tables, rows = problem(7, 5)
    whole = FewCases(tree, tables).run(rows)
    monkeypatch.setattr("neurosym.bayes.inference.few_cases._CHUNK_ENTRIES", 2 * tree.width)
    parts = FewCases(tree, tables).run(rows)
    assert whole.log_evidence.shape == (5,)
    np.testing.assert_allclose(parts.log_evidence, whole.log_evidence, atol=1e-12)
    for one, other in zip(parts.marginals, whole.marginals, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_by_hand() -> None:
    """A cause of 0.1, its effect 0.7 after it and 0.2 without it; the effect was seen."""
    plan = TreePlan((2, 2), [(0,), (0, 1)])
    few = FewCases(plan, [np.array([0.9, 0.1]), np.array([[0.8, 0.2], [0.3, 0.7]])])
    seen = {1: np.array([[0.0], [1.0]])}
    found = few.run(seen, [0])
    assert found.log_evidence[0] == pytest.approx(np.log(0.25))
    assert found.marginals[0][1, 0] == pytest.approx(0.07 / 0.25)
    assert few.families(seen, [1])[0][:, 1, 0] == pytest.approx([0.18 / 0.25, 0.07 / 0.25])
    assert few.log_evidence_without(seen, [0])[0, 0] == pytest.approx(np.log(0.9))


def test_an_impossible_case_has_no_marginals_beside_a_possible_one() -> None:
    few = FewCases(TreePlan((2, 2), [(0,), (0, 1)]), [np.array([1.0, 0.0]), np.eye(2)])
    found = few.run({1: np.array([[0.0, 1.0], [1.0, 0.0]])})
    assert found.log_evidence.tolist() == [-np.inf, 0.0]
    assert [row.tolist() for row in found.marginals] == [[[0.0, 1.0], [0.0, 0.0]]] * 2


def test_a_zero_constant_factor_makes_every_case_impossible() -> None:
    few = FewCases(TreePlan((2,), [(), (0,)]), [np.array(0.0), np.array([0.5, 0.5])])
    assert few.run({}).log_evidence.tolist() == [-np.inf]
    assert few.log_evidence_without({}, [1]).tolist() == [[-np.inf]]


def test_a_table_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"table 0 has shape \(3,\), its scope needs \(2,\)"):
        FewCases(TreePlan((2,), [(0,)]), [np.ones(3)])
