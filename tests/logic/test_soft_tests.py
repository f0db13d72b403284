"""Soft tests by hand, against the hard ones, and learning a threshold through the rules."""

import math

import numpy as np
import pytest
import torch

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.compiling import compile_circuit
from neurosym.logic.deciding import Decider
from neurosym.logic.ground_program import (
    AtomSchema,
    Column,
    GroundProgram,
    NumericTest,
    Operation,
    Threshold,
)
from neurosym.logic.numeric_tests import UNKNOWN, evaluate
from neurosym.logic.penalties import SemanticLoss
from neurosym.logic.program import Program
from neurosym.logic.soft_tests import SoftTests
from neurosym.logic.thresholds import hardened
from neurosym.logic.torch_circuit import TorchCircuit
from neurosym.logic.torch_weights import LiteralWeights, LogTests, numeric_leaves

SCHEMA = AtomSchema(columns=(("amount(case, N)", 0), ("age(case, N)", 1)))
RULES = """
:- observed amount/2, age/2.
risky(C) :- amount(C, A), A > t(0.2), age(C, G), G < 0.5.
"""


def ground(text: str = RULES, query: str = "risky(case)") -> GroundProgram:
    return Program.from_text(text).ground(query, schema=SCHEMA)


def numeric_tests(program: GroundProgram) -> list[NumericTest]:
    found = [program.leaves[atom].test for atom in numeric_leaves(program)]
    return [test for test in found if test is not None]


def test_a_soft_test_by_hand() -> None:
    sample = np.arange(101.0)[:, None]  # quartiles 25 and 75: a width of 5
    tests = [
        NumericTest(">", Column(0), Threshold(40.0)),
        NumericTest("<", Column(0), Threshold(40.0)),
        NumericTest(">=", Threshold(40.0), Column(0)),
    ]
    soft = SoftTests(tests, sample)
    found = soft(torch.tensor([[40.0], [45.0], [math.nan]], dtype=torch.float64))
    up, half = 1 / (1 + math.exp(-1)), 0.5
    expected = torch.tensor([[half] * 3, [up, 1 - up, 1 - up], [half] * 3], dtype=torch.float64)
    torch.testing.assert_close(found.holds.exp(), expected)
    torch.testing.assert_close(found.fails.exp(), 1.0 - expected)


def test_hard_tests_agree_with_numpy() -> None:
    tests = [
        NumericTest(">", Column(0), 0.3),
        NumericTest("=<", Operation("abs", (Operation("-", (Column(1),)),)), 0.5),
        NumericTest("<", 0.1, Operation("min", (Column(1), Column(0)))),
        NumericTest("=\\=", Column(0), 0.0),
        NumericTest(">", Column(0), Operation("*", (Column(1), Column(0)))),
    ]
    values = np.random.default_rng(3).normal(size=(50, 2)).round(1)
    values[::5, 1] = math.nan
    found = SoftTests(tests, values)(torch.from_numpy(values))
    expected = torch.from_numpy(np.stack([evaluate(test, values) for test in tests], 1))
    chance = torch.where(expected == UNKNOWN, 0.5, expected.double())
    torch.testing.assert_close(found.holds.exp(), chance)
    torch.testing.assert_close(found.fails.exp(), 1.0 - chance)


def test_hard_and_soft_tests_keep_their_order() -> None:
    tests = [
        NumericTest(">", Column(1), Threshold(0.4)),
        NumericTest(">", Column(0), 0.3),
        NumericTest("=<", Column(0), Threshold(0.6)),
        NumericTest("<", Column(1), 0.2),
    ]
    values = np.random.default_rng(5).random((30, 2))
    found = SoftTests(tests, values)(torch.from_numpy(values))
    hard = torch.from_numpy(np.stack([evaluate(test, values) for test in tests], 1)) == 1
    assert torch.equal(found.holds > found.fails, hard)
    assert torch.isneginf(found.holds).any(0).tolist() == [False, True, False, True]


def test_gradients_are_those_of_differences_and_finite_far_away() -> None:
    soft = SoftTests([NumericTest(">", Column(0), Threshold(0.5))], np.linspace(0, 1, 40)[:, None])
    near = torch.tensor([[0.4], [0.5], [0.7]], dtype=torch.float64)

    def both(thresholds: torch.Tensor) -> torch.Tensor:
        found: LogTests = torch.func.functional_call(soft, {"thresholds": thresholds}, (near,))
        return found.rows

    start = soft.thresholds.detach().clone().requires_grad_()
    assert torch.autograd.gradcheck(both, (start,))
    far = torch.tensor([[-1e9], [1e9], [math.nan]], dtype=torch.float64)
    soft(far).rows.sum().backward()
    assert torch.isfinite(soft.thresholds.grad if soft.thresholds.grad is not None else far).all()


def test_a_threshold_is_learned_through_the_rules() -> None:
    program = ground()
    generator = np.random.default_rng(4)
    values = generator.random((400, 2))
    truth = torch.from_numpy((values[:, 0] > 0.6) & (values[:, 1] < 0.5))
    soft = SoftTests(numeric_tests(program), values)
    circuit = compile_circuit(program)
    weights, module = LiteralWeights(circuit.literals, program, {}), TorchCircuit(circuit)
    optimiser = torch.optim.Adam(soft.parameters(), lr=0.03)
    for _ in range(150):
        optimiser.zero_grad()
        chance = module.conditional(weights({}, soft(torch.from_numpy(values))))[0][:, 0]
        chance = chance.exp().clamp(1e-9, 1 - 1e-9)
        loss = torch.nn.functional.binary_cross_entropy(chance, truth.double())
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert soft.thresholds.tolist() == pytest.approx([0.6], abs=0.02)
    learned = hardened(program, soft.learned())
    (number,) = soft.learned().values()
    assert number == pytest.approx(float(soft.thresholds.detach()[0]), abs=5e-4)
    assert {leaf.text for leaf in learned.leaves.values()} >= {f"amount > {number:.6g}"}
    decided = Decider(learned)(values)[:, 0]
    assert (decided == truth.numpy()).mean() > 0.98


def test_a_penalty_moves_a_threshold() -> None:
    program = ground("false :- amount(C, A), A > t(0.5).", "true")
    loss = SemanticLoss(program, {})
    values = np.linspace(0.0, 0.9, 10)[:, None]
    soft = SoftTests(numeric_tests(program), values)
    penalty: torch.Tensor = loss({}, soft(torch.from_numpy(values))).total
    penalty.sum().backward()  # type: ignore[no-untyped-call]
    assert soft.thresholds.grad is not None
    assert soft.thresholds.grad[0] < 0, "a higher threshold breaks the rule less often"


def test_learned_thresholds_stand_on_either_side() -> None:
    text = "a(C) :- amount(C, A), t(3) < A. b(C) :- amount(C, A), A >= t(5)."
    program = Program.from_text(text).ground(["a(case)", "b(case)"], schema=SCHEMA)
    first, second = numeric_tests(program)
    learned = hardened(program, {first: 3.25, second: 5.5})
    shown = sorted(leaf.text for leaf in learned.leaves.values())
    assert all(number in " ".join(shown) for number in ("3.25", "5.5"))
    assert sorted(learned.atoms) != sorted(program.atoms)


def test_what_cannot_be_learned_is_refused() -> None:
    inside = NumericTest(">", Operation("+", (Column(0), Threshold(1.0))), 2.0)
    with pytest.raises(
        UnsupportedRuleError, match="a learnable threshold stands inside arithmetic"
    ):
        SoftTests([inside], np.zeros((1, 1)))
    equation = NumericTest("=:=", Column(0), Threshold(1.0))
    with pytest.raises(
        UnsupportedRuleError, match="a learnable threshold cannot be compared by =:="
    ):
        SoftTests([equation], np.zeros((1, 1)))


@pytest.mark.parametrize("sample", [[[math.nan]], [[2.0], [2.0]], [[0.0], [0.0], [0.0], [9.0]]])
def test_a_width_is_positive(sample: list[list[float]]) -> None:
    soft = SoftTests([NumericTest(">", Column(0), Threshold(1.0))], np.array(sample))
    assert torch.isfinite(soft(torch.tensor([[3.0]])).holds).all()


def test_a_threshold_is_the_number_that_it_starts_from_where_numbers_are_compared() -> None:
    certain = Program.from_text(
        ":- observed amount/2.\n"
        "high(P) :- amount(P, A), t(10000) < A.\n0.5::seen. told(P) :- high(P), seen.\n"
    )
    asked = ["high(a)", "told(a)"]
    assert certain.query(asked, facts=["amount(a, 12000)"]) == {"high(a)": 1.0, "told(a)": 0.5}
    assert certain.query(asked, facts=["amount(a, 8000)"]) == {"high(a)": 0.0, "told(a)": 0.0}
    uncertain = Program.from_text(
        "0.5::amount(a, 12000). large(P) :- amount(P, A), A >= t(10000). query(large(_))."
    )
    assert uncertain.query() == {"large(a)": 0.5}
    ruled = Program.from_text(
        ":- observed amount/2.\n:- predicted fraud/1.\n"
        "0.9::false :- amount(P, A), A > t(10000), \\+ fraud(P).\n"
    )
    compiled = ruled.compile("fraud(a)", facts=["amount(a, 12000)"])
    assert compiled.query({"fraud(a)": 0.5})["fraud(a)"] == pytest.approx(0.5 / (0.5 + 0.05))
