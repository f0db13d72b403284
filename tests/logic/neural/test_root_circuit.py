"""One root a row: against all roots evaluated, and by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.logic.circuit import Circuit, CircuitBuilder, CircuitLiteral, LiteralKind
from neurosym.logic.neural import root_tables as tables_module
from neurosym.logic.neural.root_circuit import RootCircuit
from neurosym.logic.neural.root_tables import root_tables


def random_circuit(seed: int) -> Circuit:
    """Sums and products of random inputs: no circuit of a program, but evaluated alike."""
    rng = np.random.default_rng(seed)
    literals = [CircuitLiteral(LiteralKind.LEAF, (i,)) for i in range(1, 6)]
    builder = CircuitBuilder(literals)
    nodes = [builder.literal(i) for i in range(5)]
    for _ in range(12):
        inputs = rng.choice(nodes, rng.integers(1, 5), replace=False).tolist()
        nodes.append(builder.sum(inputs) if rng.random() < 0.5 else builder.product(inputs))
    return builder.build([0, *rng.choice(nodes, 6).tolist()])


def single(circuit: Circuit) -> RootCircuit:
    tables = root_tables(circuit, circuit.roots)
    assert tables is not None
    return RootCircuit(tables, len(circuit.literals))


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.integers(0, 10_000))
def test_each_row_has_the_value_of_its_own_root(seed: int) -> None:
    circuit = random_circuit(seed)
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(5, 9))
    weights[rng.random(weights.shape) < 0.2] = -np.inf
    roots = rng.integers(0, len(circuit.roots), 9)
    found = single(circuit)(torch.from_numpy(weights.T.copy()), torch.from_numpy(roots))
    expected = torch.from_numpy(circuit.log_values(weights)[roots, np.arange(9)])
    torch.testing.assert_close(found, expected)  # default tolerance: same sums, other order


def test_the_root_after_the_last_is_zero() -> None:
    circuit = random_circuit(1)
    roots = torch.tensor([len(circuit.roots), 0])
    found = single(circuit)(torch.zeros(2, 5, dtype=torch.float64), roots)
    assert found.tolist() == [-np.inf, -np.inf]  # the first root of the circuit is zero as well


@pytest.mark.parametrize("seed", range(4))
def test_gradients_agree_with_differences(seed: int) -> None:
    circuit = random_circuit(seed)
    generator = torch.Generator().manual_seed(seed)
    weights = torch.randn(6, 5, generator=generator, dtype=torch.float64, requires_grad=True)
    roots = torch.arange(1, 7)
    assert torch.autograd.gradcheck(lambda w: single(circuit)(w, roots), (weights,))


def test_gradients_of_impossible_sums_are_zero() -> None:
    builder = CircuitBuilder([CircuitLiteral(LiteralKind.LEAF, (i,)) for i in (1, 2)])
    circuit = builder.build([builder.sum([builder.literal(0), builder.literal(1)])])
    weights = torch.tensor([[-np.inf, -np.inf], [-np.inf, 0.0]], requires_grad=True)
    found = single(circuit)(weights, torch.zeros(2, dtype=torch.int64))
    torch.autograd.backward(found[1:].sum() + found[:1].exp().sum())
    assert weights.grad is not None
    assert weights.grad.tolist() == [[0.0, 0.0], [0.0, 1.0]]


def test_a_root_takes_no_more_places_than_it_needs() -> None:
    # ten sums of two products each; every root needs three of the thirty nodes
    builder = CircuitBuilder([CircuitLiteral(LiteralKind.LEAF, (i,)) for i in range(1, 41)])
    leaf = builder.literal
    products = [builder.product([leaf(2 * i), leaf(2 * i + 1)]) for i in range(20)]
    circuit = builder.build([builder.sum(products[2 * i : 2 * i + 2]) for i in range(10)])
    tables = root_tables(circuit, circuit.roots)
    assert tables is not None
    assert tables.width == 2 + 40 + 3
    assert [level.inputs.shape for level in tables.levels] == [(11, 2, 2), (11, 1, 2)]


def test_circuits_that_are_too_large_have_no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    circuit = random_circuit(2)
    monkeypatch.setattr(tables_module, "_LARGEST", 8 * circuit.nodes - 1)
    assert root_tables(circuit, circuit.roots) is None
