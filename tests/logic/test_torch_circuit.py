"""Batched evaluation of circuits, and gradients at the ends of the scale."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.logic.circuit import CircuitBuilder, CircuitLiteral, LiteralKind
from neurosym.logic.compiling import compile_circuit
from neurosym.logic.ground_program import GroundProgram, GroundRule, Leaf, LeafKind
from neurosym.logic.torch_circuit import Semiring, TorchCircuit
from neurosym.logic.weights import log_weights


def alarm(first: float = 0.1, second: float = 0.2) -> GroundProgram:
    """Burglary or earthquake, heard with probability .7, and heard it was."""
    facts = {"burglary": first, "earthquake": second, "hears": 0.7}
    leaves = {i: Leaf(LeafKind.FACT, n, p) for i, (n, p) in enumerate(facts.items(), start=1)}
    rules = (GroundRule(4, (1,), 0), GroundRule(4, (2,), 0), GroundRule(5, (4, 3), 0))
    return GroundProgram((*facts, "alarm", "calls"), leaves, rules, evidence=(5,))


def choice(size: int) -> GroundProgram:
    """One annotated disjunction; the root holds for its odd members."""
    leaves = {i: Leaf(LeafKind.FACT, f"c{i}", 0.9 / size, 0) for i in range(1, size + 1)}
    rules = tuple(GroundRule(size + 1, (i,), 0) for i in range(1, size + 1, 2))
    return GroundProgram((*(leaf.text for leaf in leaves.values()), "odd"), leaves, rules)


def test_values_by_hand() -> None:
    circuit = compile_circuit(alarm(), [1, 4])
    weights = torch.from_numpy(log_weights(circuit, alarm(), batch=3)).T
    found, possible = TorchCircuit(circuit).conditional(weights)
    expected = torch.tensor([0.1 / 0.28, 1.0], dtype=torch.float64).expand(3, 2)
    torch.testing.assert_close(found.exp(), expected)  # default tolerance: a few sums in float64
    assert possible.all()


@settings(deadline=None, derandomize=True, max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 6))
def test_torch_and_numpy_agree(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    for ground, roots in ((alarm(), [1, 2, -3]), (choice(size), [size + 1, 1])):
        circuit = compile_circuit(ground, roots)
        weights = rng.normal(size=(len(circuit.literals), 4))
        weights[rng.random(weights.shape) < 0.2] = -np.inf
        found = TorchCircuit(circuit)(torch.from_numpy(weights.T.copy()))
        expected = torch.from_numpy(circuit.log_values(weights)).T
        torch.testing.assert_close(found, expected)  # default tolerance: same sums, other order


def test_the_largest_world_by_hand() -> None:
    # calls is known: best world has earthquake alone: .9 * .2 * .7
    circuit = compile_circuit(alarm(), [1])
    weights = torch.from_numpy(log_weights(circuit, alarm())).T
    best = TorchCircuit(circuit, Semiring.MAX)(weights).exp()
    expected = torch.tensor([[0.1 * 0.8 * 0.7, 0.9 * 0.2 * 0.7]], dtype=torch.float64)
    torch.testing.assert_close(best, expected)


@pytest.mark.parametrize("semiring", list(Semiring))
def test_gradients_agree_with_differences(semiring: Semiring) -> None:
    generator = torch.Generator().manual_seed(3)
    for ground, roots in ((alarm(), [1, 4]), (choice(5), [6, -2])):
        circuit = compile_circuit(ground, roots)
        shape = (2, len(circuit.literals))
        weights = torch.randn(shape, generator=generator, dtype=torch.float64, requires_grad=True)
        assert torch.autograd.gradcheck(TorchCircuit(circuit, semiring), (weights,))


def test_ties_for_the_largest_share_the_gradient() -> None:
    literals = [CircuitLiteral(LiteralKind.LEAF, (i,)) for i in (1, 2, 3)]
    builder = CircuitBuilder(literals)
    circuit = builder.build([builder.sum([builder.literal(i) for i in range(3)])])
    weights = torch.tensor([[0.5, 0.5, 0.1]], requires_grad=True)
    (gradient,) = torch.autograd.grad(TorchCircuit(circuit, Semiring.MAX)(weights).sum(), weights)
    assert gradient.tolist() == [[0.5, 0.5, 0.0]]


@pytest.mark.parametrize("end", [0.0, 1.0, 1e-300, 1.0 - 1e-16])
@pytest.mark.parametrize("semiring", list(Semiring))
def test_gradients_are_finite_at_the_ends(end: float, semiring: Semiring) -> None:
    ground = alarm(end, end)
    circuit = compile_circuit(ground, [1, 4])
    weights = torch.from_numpy(log_weights(circuit, ground)).T.requires_grad_()
    found, possible = TorchCircuit(circuit, semiring).conditional(weights)
    (gradient,) = torch.autograd.grad(found.sum(), weights)
    assert torch.isfinite(gradient).all()
    assert possible.tolist() == [end > 0]


def test_an_impossible_row_is_marked_and_spoils_no_other() -> None:
    circuit = compile_circuit(alarm(), [1])
    good = torch.from_numpy(log_weights(circuit, alarm())).T
    bad = torch.from_numpy(log_weights(circuit, alarm(), probability={3: 0.0})).T
    weights = torch.cat([good, bad]).requires_grad_()
    values = TorchCircuit(circuit)(weights)
    assert torch.isneginf(values).tolist() == [[False, False], [True, True]]
    found, possible = TorchCircuit(circuit).conditional(weights)
    assert possible.tolist() == [True, False]
    (gradient,) = torch.autograd.grad(found.sum(), weights)
    assert torch.isfinite(gradient).all()
    assert gradient[0].abs().sum() > 0
    assert gradient[1].abs().sum() == 0


def test_a_product_of_a_thousand_does_not_underflow_in_float32() -> None:
    literals = [CircuitLiteral(LiteralKind.LEAF, (i,)) for i in range(1000)]
    builder = CircuitBuilder(literals)
    circuit = builder.build([builder.product([builder.literal(i) for i in range(1000)])])
    weights = torch.full((2, 1000), math.log(0.01), requires_grad=True)
    values = TorchCircuit(circuit)(weights)
    torch.testing.assert_close(values, torch.full((2, 1), 1000 * math.log(0.01)))
    (gradient,) = torch.autograd.grad(values.sum(), weights)
    assert bool((gradient == 1).all())


def test_probabilities_of_one_choice_sum_to_one() -> None:
    ground = choice(6)
    circuit = compile_circuit(ground, [*range(1, 7), -7])
    weights = torch.from_numpy(log_weights(circuit, ground)).T
    found = TorchCircuit(circuit)(weights).exp()[0]
    torch.testing.assert_close(found[:6].sum() + 0.1, found[-1])
    torch.testing.assert_close(found[-2], torch.tensor(0.55, dtype=torch.float64))
