"""The junction tree against the joint table, by hand, by law, at the limits, by gradient."""

from itertools import product as cartesian

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import Float64
from torch import Tensor

from neurosym.bayes.inference.junction_tree import JunctionTree
from neurosym.errors import ResourceLimitError

Table = Float64[Tensor, "..."]


def joint_table(
    cards: tuple[int, ...],
    scopes: list[tuple[int, ...]],
    tables: list[Table],
    likelihood: list[Table],
    case: int,
) -> Float64[np.ndarray, "..."]:
    """Every world's weight for one case, multiplied out one world at a time."""
    joint = np.zeros(cards)
    for world in cartesian(*(range(card) for card in cards)):
        weight = 1.0
        for scope, table in zip(scopes, tables, strict=True):
            weight *= float(table[tuple(world[v] for v in scope)])
        for variable, row in enumerate(likelihood):
            weight *= float(row[world[variable], case])
        joint[world] = weight
    return joint


def random_problem(
    seed: int, zeros: bool
) -> tuple[tuple[int, ...], list[tuple[int, ...]], list[Table], list[Table]]:
    """A small random factor graph: cards, scopes, tables and evidence of three cases."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 6))
    cards = tuple(int(c) for c in rng.integers(1, 4, count))
    scopes = [
        tuple(int(v) for v in rng.permutation(count)[: rng.integers(0, min(count, 3) + 1)])
        for _ in range(rng.integers(0, 7))
    ]
    keep = 0.6 if zeros else 1.1
    tables = [
        torch.from_numpy(
            np.asarray(
                rng.random([cards[v] for v in s]) * (rng.random([cards[v] for v in s]) < keep)
            )
        )
        for s in scopes
    ]
    likelihood = [
        torch.from_numpy(rng.random((card, 3)) * (rng.random((card, 3)) < keep)) for card in cards
    ]
    return cards, scopes, tables, likelihood


def test_two_variables_by_hand() -> None:
    tree = JunctionTree((2, 2), [(0,), (0, 1)])
    tables = [
        torch.tensor([0.9, 0.1], dtype=torch.float64),
        torch.tensor([[0.8, 0.2], [0.3, 0.7]], dtype=torch.float64),
    ]
    likelihood = [
        torch.ones(2, 1, dtype=torch.float64),
        torch.tensor([[0.0], [1.0]], dtype=torch.float64),
    ]
    found = tree.run(tables, likelihood)
    evidence = 0.9 * 0.2 + 0.1 * 0.7
    assert float(found.log_evidence[0]) == pytest.approx(np.log(evidence))
    assert found.marginals[0][:, 0].tolist() == pytest.approx([0.18 / evidence, 0.07 / evidence])
    assert found.marginals[1][:, 0].tolist() == [0.0, 1.0]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), zeros=st.booleans())
def test_agrees_with_the_joint_table(seed: int, zeros: bool) -> None:
    cards, scopes, tables, likelihood = random_problem(seed, zeros)
    found = JunctionTree(cards, scopes).run(tables, likelihood)
    for case in range(3):
        joint = joint_table(cards, scopes, tables, likelihood, case)
        total = joint.sum()
        if total == 0:
            assert float(found.log_evidence[case]) == -np.inf
        else:
            assert float(found.log_evidence[case]) == pytest.approx(np.log(total), abs=1e-12)
        for variable in range(len(cards)):
            axes = tuple(axis for axis in range(len(cards)) if axis != variable)
            expected = joint.sum(axes) / total if total > 0 else np.zeros(cards[variable])
            np.testing.assert_allclose(
                found.marginals[variable][:, case].numpy(), expected, atol=1e-12
            )


def test_targets_come_back_in_the_order_asked() -> None:
    cards, scopes, tables, likelihood = random_problem(7, zeros=False)
    tree = JunctionTree(cards, scopes)
    everything = tree.run(tables, likelihood)
    some = tree.run(tree.prepare(tables), likelihood, targets=[2, 0])
    assert len(some.marginals) == 2
    torch.testing.assert_close(some.marginals[0], everything.marginals[2])
    torch.testing.assert_close(some.marginals[1], everything.marginals[0])
    assert tree.run(tables, likelihood, targets=[]).marginals == ()


def test_many_rows_are_cut_into_chunks_without_a_trace() -> None:
    scopes = [(0, 1, 2)]
    tree = JunctionTree((64, 64, 32), scopes)
    generator = torch.Generator().manual_seed(3)
    tables = [torch.rand(64, 64, 32, generator=generator, dtype=torch.float64)]
    likelihood = [
        torch.rand(card, 20, generator=generator, dtype=torch.float64) for card in (64, 64, 32)
    ]
    whole = tree.run(tables, likelihood)
    alone = tree.run(tables, [row[:, 13:14] for row in likelihood])
    torch.testing.assert_close(whole.log_evidence[13:14], alone.log_evidence)
    torch.testing.assert_close(whole.marginals[1][:, 13:14], alone.marginals[1])


def test_long_chains_do_not_underflow() -> None:
    length = 500
    scopes = [(i, i + 1) for i in range(length - 1)]
    tables = [torch.full((2, 2), 1e-3, dtype=torch.float64) for _ in scopes]
    likelihood = [torch.ones(2, 1, dtype=torch.float64) for _ in range(length)]
    found = JunctionTree((2,) * length, scopes).run(tables, likelihood, targets=[0])
    expected = (length - 1) * np.log(1e-3) + length * np.log(2.0)
    assert float(found.log_evidence[0]) == pytest.approx(expected, rel=1e-12)
    assert found.marginals[0][:, 0].tolist() == pytest.approx([0.5, 0.5])


def test_an_impossible_case_leaves_its_neighbours_and_gradients_alone() -> None:
    tree = JunctionTree((2, 2), [(0,), (0, 1)])
    cause = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    effect = torch.tensor([[1.0, 0.0], [0.5, 0.5]], dtype=torch.float64, requires_grad=True)
    seen = torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=torch.float64)
    found = tree.run([cause, effect], [torch.ones(2, 2, dtype=torch.float64), seen])
    assert found.log_evidence.tolist() == [-np.inf, 0.0]
    assert found.marginals[0].tolist() == [[0.0, 1.0], [0.0, 0.0]]
    finite = found.log_evidence[torch.isfinite(found.log_evidence)].sum()
    total = finite + sum(m.sum() for m in found.marginals)
    torch.autograd.backward([total])
    assert cause.grad is not None
    assert effect.grad is not None
    assert torch.isfinite(cause.grad).all()
    assert torch.isfinite(effect.grad).all()


def test_gradients_in_tables_and_evidence() -> None:
    cards, scopes, tables, likelihood = random_problem(11, zeros=False)
    tree = JunctionTree(cards, scopes)
    inputs = [t.clone().requires_grad_() for t in [*tables, *likelihood]]

    def outputs(*values: Tensor) -> tuple[Tensor, ...]:
        found = tree.run(list(values[: len(tables)]), list(values[len(tables) :]))
        return (found.log_evidence, *found.marginals)

    assert torch.autograd.gradcheck(outputs, inputs)


def test_the_gradient_of_log_evidence_is_the_expected_count() -> None:
    tree = JunctionTree((2, 2), [(0,), (0, 1)])
    cause = torch.tensor([0.9, 0.1], dtype=torch.float64)
    effect = torch.tensor([[0.8, 0.2], [0.3, 0.7]], dtype=torch.float64, requires_grad=True)
    seen = torch.tensor([[0.0, 1.0], [1.0, 1.0]], dtype=torch.float64)
    found = tree.run([cause, effect], [torch.ones(2, 2, dtype=torch.float64), seen], targets=[])
    (gradient,) = torch.autograd.grad(found.log_evidence.sum(), effect)
    counts = (gradient * effect).detach()
    expected = torch.tensor([[0.72, 0.18 + 0.72], [0.03, 0.07 + 0.28]], dtype=torch.float64)
    torch.testing.assert_close(counts, expected)


def test_too_wide_a_tree_is_refused_before_memory() -> None:
    scopes = [(i, j) for i in range(40) for j in range(i)]
    with pytest.raises(
        ResourceLimitError, match="a clique of 40 variables needs 1,099,511,627,776"
    ):
        JunctionTree((2,) * 40, scopes)


def test_misfitting_shapes_are_named() -> None:
    tree = JunctionTree((2, 3), [(0, 1)])
    row = torch.ones(2, 1, dtype=torch.float64)
    table = torch.ones(2, 3, dtype=torch.float64)
    with pytest.raises(ValueError, match=r"table 0 has shape \(3, 2\), its scope needs \(2, 3\)"):
        tree.prepare([table.T])
    with pytest.raises(ValueError, match="0 tables were given for 1 scopes"):
        tree.prepare([])
    with pytest.raises(ValueError, match=r"likelihood 1 has shape \(2, 1\), not \(3, 1\)"):
        tree.run([table], [row, row])
    with pytest.raises(ValueError, match="1 likelihoods were given for 2 variables"):
        tree.run([table], [row])
    with pytest.raises(ValueError, match=r"scope \(0, 0\) names a variable twice"):
        JunctionTree((2, 2), [(0, 0)])
