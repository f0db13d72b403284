"""Batched evaluation of circuits, and gradients at the ends of the scale."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.logic import torch_circuit
from neurosym.logic.circuit import Circuit, CircuitBuilder, CircuitLiteral, LiteralKind
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


def literals(size: int) -> list[CircuitLiteral]:
    return [CircuitLiteral(LiteralKind.LEAF, (i,)) for i in range(1, size + 1)]


def tangle(seed: int, size: int = 6, inner: int = 40) -> Circuit:
    """Sums and products of any earlier nodes: shared, nested, and roots among the inner nodes."""
    rng = np.random.default_rng(seed)
    builder = CircuitBuilder(literals(size))
    nodes = [builder.literal(i) for i in range(size)]
    for _ in range(inner):
        chosen = rng.choice(nodes[-12:], size=int(rng.integers(2, 5)), replace=False).tolist()
        nodes.append(builder.sum(chosen) if rng.random() < 0.4 else builder.product(chosen))
    return builder.build([*rng.choice(nodes, size=4).tolist(), nodes[-1], 0, 1])


def chain(steps: int) -> Circuit:
    """A hidden chain of two states: two products of two factors and two sums a step."""
    builder = CircuitBuilder(literals(4 * steps))
    states = [1, 0]
    for step in range(steps):
        a, b, c, d = (builder.literal(4 * step + i) for i in range(4))
        first = builder.sum([builder.product([states[0], a]), builder.product([states[1], b])])
        second = builder.sum([builder.product([states[0], c]), builder.product([states[1], d])])
        states = [first, second]
    return builder.build([builder.sum(states)])


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


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_shared_and_nested_nodes_keep_their_values(seed: int, rows: int) -> None:
    circuit = tangle(seed)
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(len(circuit.literals), rows))
    weights[rng.random(weights.shape) < 0.2] = -np.inf
    found = TorchCircuit(circuit)(torch.from_numpy(weights.T.copy()))
    expected = torch.from_numpy(circuit.log_values(weights)).T
    torch.testing.assert_close(found, expected)  # default tolerance: same sums, other order


@pytest.mark.parametrize("semiring", list(Semiring))
@pytest.mark.parametrize("seed", range(6))
def test_gradients_of_shared_and_nested_nodes(seed: int, semiring: Semiring) -> None:
    circuit = tangle(seed, inner=20)
    generator = torch.Generator().manual_seed(seed)
    shape = (2, len(circuit.literals))
    weights = torch.randn(shape, generator=generator, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(
        lambda rows: TorchCircuit(circuit, semiring)(rows)[:, :-2], (weights,)
    )


def test_gradients_of_logits_agree_with_differences() -> None:
    circuit = compile_circuit(choice(4), [5, 1])
    count = len(circuit.literals)
    generator = torch.Generator().manual_seed(5)
    logits = torch.randn((3, count), generator=generator, dtype=torch.float64, requires_grad=True)
    module = TorchCircuit(circuit)
    for squash in (torch.nn.functional.logsigmoid, lambda rows: torch.log_softmax(rows, 1)):
        assert torch.autograd.gradcheck(lambda x, by=squash: module.conditional(by(x))[0], logits)


@pytest.mark.parametrize("semiring", list(Semiring))
def test_blocks_of_columns_change_nothing(
    semiring: Semiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    circuit = tangle(11)
    generator = torch.Generator().manual_seed(11)
    weights = torch.randn((150, len(circuit.literals)), generator=generator, requires_grad=True)
    module = TorchCircuit(circuit, semiring)
    whole = module(weights)
    (expected,) = torch.autograd.grad(whole[:, :-2].sum(), weights)
    monkeypatch.setattr(torch_circuit, "_LEVEL_BYTES", 1)
    assert [block.shape[1] for block in module.blocks(weights.T)] == [64, 64, 22]
    cut = module(weights)
    assert torch.equal(cut, whole)
    assert torch.equal(cut, module(weights.detach()))
    (found,) = torch.autograd.grad(cut[:, :-2].sum(), weights)
    assert torch.equal(found, expected)


def test_a_long_batch_of_products_alone() -> None:
    builder = CircuitBuilder(literals(3))
    circuit = builder.build([builder.product([builder.literal(0), builder.literal(2)])])
    weights = torch.randn((100, 3), requires_grad=True)
    values = TorchCircuit(circuit)(weights)
    torch.testing.assert_close(values[:, 0], weights[:, 0] + weights[:, 2])
    assert torch.autograd.grad(values.sum(), weights)[0].mean(0).tolist() == [1.0, 0.0, 1.0]


def test_no_rows_are_no_values() -> None:
    circuit = compile_circuit(alarm(), [1, 4])
    weights = torch.zeros((0, len(circuit.literals)), requires_grad=True)
    values = TorchCircuit(circuit)(weights)
    assert values.shape == (0, 3)
    assert torch.autograd.grad(values.sum(), weights)[0].shape == weights.shape


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
    builder = CircuitBuilder(literals(3))
    circuit = builder.build([builder.sum([builder.literal(i) for i in range(3)])])
    weights = torch.tensor([[0.5, 0.5, 0.1]], requires_grad=True)
    (gradient,) = torch.autograd.grad(TorchCircuit(circuit, Semiring.MAX)(weights).sum(), weights)
    assert gradient.tolist() == [[0.5, 0.5, 0.0]]


@pytest.mark.parametrize("end", [0.0, 1.0, 1e-300, 1.0 - 1e-16, 1.0 - 1e-12])
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
    builder = CircuitBuilder(literals(1000))
    circuit = builder.build([builder.product([builder.literal(i) for i in range(1000)])])
    weights = torch.full((2, 1000), math.log(0.01), requires_grad=True)
    values = TorchCircuit(circuit)(weights)
    torch.testing.assert_close(values, torch.full((2, 1), 1000 * math.log(0.01)))
    (gradient,) = torch.autograd.grad(values.sum(), weights)
    assert bool((gradient == 1).all())


@pytest.mark.parametrize("semiring", list(Semiring))
def test_a_thousand_steps_in_float32_keep_their_digits(semiring: Semiring) -> None:
    circuit = chain(1000)
    rng = np.random.default_rng(2)
    weights = torch.from_numpy(np.log(rng.uniform(1e-4, 1.0, size=(3, 4000))))
    weights[1, ::7] = -torch.inf
    exact, rough = weights.clone().requires_grad_(), weights.float().requires_grad_()
    module = TorchCircuit(circuit, semiring)
    expected, found = module(exact), module(rough)
    # a thousand sums and products of rounded numbers
    torch.testing.assert_close(found.double(), expected, rtol=1e-5, atol=0.0)
    (right,) = torch.autograd.grad(expected.sum(), exact)
    (gradient,) = torch.autograd.grad(found.sum(), rough)
    assert torch.isfinite(gradient).all()
    torch.testing.assert_close(gradient.double(), right, rtol=0.0, atol=1e-3)
    torch.testing.assert_close(gradient.sum(1), torch.full((3,), 1000.0), rtol=1e-5, atol=0.0)


def test_a_sum_of_thousands_keeps_its_digits_in_float32() -> None:
    count = 20_000
    builder = CircuitBuilder(literals(count))
    circuit = builder.build([builder.sum([builder.literal(i) for i in range(count)])])
    weights = torch.full((2, count), math.log(0.3), requires_grad=True)
    values = TorchCircuit(circuit)(weights)
    torch.testing.assert_close(values, torch.full((2, 1), math.log(0.3 * count)))
    (gradient,) = torch.autograd.grad(values.sum(), weights)
    torch.testing.assert_close(gradient.sum(1), torch.ones(2))


def test_probabilities_of_one_choice_sum_to_one() -> None:
    ground = choice(6)
    circuit = compile_circuit(ground, [*range(1, 7), -7])
    weights = torch.from_numpy(log_weights(circuit, ground)).T
    found = TorchCircuit(circuit)(weights).exp()[0]
    torch.testing.assert_close(found[:6].sum() + 0.1, found[-1])
    torch.testing.assert_close(found[-2], torch.tensor(0.55, dtype=torch.float64))
