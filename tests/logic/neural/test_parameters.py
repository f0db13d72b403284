"""Learnable probabilities: where they start, what they share, what their gradient is."""

import pytest
import torch

from neurosym.logic.neural.program import NeuralProgram, NeuralQuery
from neurosym.logic.neural.training import Schedule, train
from neurosym.logic.program import Program


def answers(source: str, goal: str) -> dict[str, float]:
    (found,) = NeuralProgram(Program.from_text(source), {}, {}).answers([goal])
    return found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("t(0.3)::a(1).", [0.3]),
        ("t(_)::a(1).", [0.5]),
        ("t(_)::a(1); t(_)::a(2).", [0.5, 0.5]),
        ("t(0.2)::a(1); t(0.3)::a(2).", [0.2, 0.3]),
        ("t(0.5)::a(1); 0.3::a(2); t(_)::a(3).", [0.5, 0.3, 0.2]),
        ("0.4::a(1); t(0.1)::a(2); 0.4::a(3).", [0.4, 0.1, 0.4]),
    ],
)
def test_probabilities_start_where_the_program_says(source: str, expected: list[float]) -> None:
    found = answers(source, "a(X)")
    assert list(found.values()) == pytest.approx(expected, abs=1e-6)  # logits in float32
    rest = answers(f"{source} none :- \\+ a(1), \\+ a(2), \\+ a(3). a(9) :- fail.", "none")
    assert rest["none"] == pytest.approx(1.0 - sum(expected), abs=2e-6)


def test_a_tie_learns_one_number_for_each_term_and_none_shares() -> None:
    source = (
        "person(ann). person(bob). t(0.5, X)::tall(X) :- person(X). t(0.5)::kind(X) :- person(X)."
    )
    program = NeuralProgram(Program.from_text(source), {}, {})
    shares = {"tall(ann)": 0.9, "tall(bob)": 0.2, "kind(ann)": 0.9, "kind(bob)": 0.2}
    batch = program.encode([NeuralQuery(goal, probability=p) for goal, p in shares.items()])
    optimizer = torch.optim.Adam(program.parameters(), lr=0.1)
    train(program, batch, optimizer, Schedule(150), generator=torch.Generator().manual_seed(0))
    found = {key.split()[-1]: value[0] for key, value in program.probabilities().items()}
    assert found["[ann]"] == pytest.approx(0.9, abs=0.01)  # Adam is within a step of the optimum
    assert found["[bob]"] == pytest.approx(0.2, abs=0.01)
    assert found["program.pl:1:60"] == pytest.approx(0.55, abs=0.01)


def test_fixed_alternatives_stay_and_learnable_ones_share_the_rest() -> None:
    program = NeuralProgram(Program.from_text("t(_)::a(1); 0.3::a(2); t(_)::a(3)."), {}, {})
    batch = program.encode(["a(1)"])
    optimizer = torch.optim.Adam(program.parameters(), lr=0.2)
    train(program, batch, optimizer, Schedule(80), generator=torch.Generator())
    (found,) = program.probabilities().values()
    assert found[1] == pytest.approx(0.3)
    assert found[0] == pytest.approx(0.7, abs=0.01)
    assert sum(found) == pytest.approx(1.0, abs=1e-6)


def test_the_strength_of_a_soft_constraint_learns_by_the_normalised_likelihood() -> None:
    source = "0.5::a. 0.5::b. t(0.5)::false :- a, \\+ b."
    program = NeuralProgram(Program.from_text(source), {}, {}).double()
    batch = program.encode(["b"])
    assert program.learnable.logits[0].dtype is torch.float64
    # worlds: ab, a (kept with 1 - s), b, neither; P(b) = 2 / (3 + (1 - s))
    log_p, _ = program.log_probabilities(batch)
    assert log_p.exp().tolist() == pytest.approx([2 / 3.5], abs=1e-6)
    (logit,) = program.learnable.logits
    assert torch.autograd.gradcheck(lambda _: program.log_probabilities(batch)[0], (logit,))


def test_no_gradient_is_lost_at_certain_starts() -> None:
    program = NeuralProgram(Program.from_text("t(1.0)::a. t(0.0)::b. c :- a, b."), {}, {})
    batch = program.encode(["c", "a", NeuralQuery("b", probability=0.0)])
    torch.autograd.backward(program.loss(batch))
    gradients = [logit.grad for logit in program.learnable.logits]
    assert all(g is not None and torch.isfinite(g).all() for g in gradients)
