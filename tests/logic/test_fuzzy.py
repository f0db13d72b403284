"""Batched degrees against the degrees of one case, and the loss by hand."""

import math

import pytest
import torch

from neurosym.logic.fuzzy import FuzzyLoss, FuzzyProgram
from neurosym.logic.ground_program import (
    GroundConstraint,
    GroundProgram,
    GroundRule,
    Leaf,
    LeafKind,
)
from neurosym.logic.program import Program
from neurosym.logic.t_norms import TNorm, fuzzy_degrees

PROGRAM = """
0.4::a. 0.5::b. 0.8::f(1). 0.3::f(2). 0.9::f(3). 0.2::f(4). 0.6::f(5).
c :- a, b, f(1). c :- \\+ a, f(2). c :- f(3), f(4), f(5), \\+ b, a.
d :- f(_). e :- c, d, \\+ g. g :- f(1), f(2). h.
link(1,2) :- a. link(2,1) :- b. link(2,3) :- f(3).
way(X,Y) :- link(X,Y). way(X,Y) :- link(X,Z), way(Z,Y).
"""
QUERIES = ["c", "d", "e", "g", "h", "way(1,3)", "\\+ c"]


@pytest.mark.parametrize("t_norm", list(TNorm))
def test_a_batch_of_one_has_the_degrees_of_the_case(t_norm: TNorm) -> None:
    ground = Program.from_text(PROGRAM).ground(QUERIES)
    expected = list(fuzzy_degrees(ground, t_norm).values())
    found = FuzzyProgram(ground, t_norm=t_norm)({})
    torch.testing.assert_close(found.double(), torch.tensor([expected], dtype=torch.float64))


def pack(constraints: list[tuple[tuple[int, ...], float, str]]) -> GroundProgram:
    """Atoms: v0=0, v0=1, v1=1; 4 derived: v0=0 or v1=1."""
    named = [(0, 0), (0, 1), (1, 1)]
    leaves = [Leaf(LeafKind.STATE, f"v{v}({s})", variable=v, state=s) for v, s in named]
    return GroundProgram(
        (*(leaf.text for leaf in leaves), "either"),
        dict(enumerate(leaves, start=1)),
        (GroundRule(4, (1,), 0), GroundRule(4, (3,), 1)),
        tuple(
            GroundConstraint(body, strength, clause, (instance,))
            for clause, (body, strength, instance) in enumerate(constraints)
        ),
    )


def test_the_loss_by_hand() -> None:
    ground = pack([((1, 3), 1.0, ""), ((-4,), 0.9, "")])
    beliefs = {0: torch.tensor([[0.2, 0.3, 0.5]]).log(), 1: torch.tensor([[0.6, 0.4]]).log()}
    both, neither = 0.2 * 0.4, 0.8 * 0.6
    penalty = FuzzyLoss(ground, {0: 3, 1: 2})(beliefs)
    expected = torch.tensor([[-math.log(1 - both), -math.log(1 - 0.9 * neither)]])
    torch.testing.assert_close(penalty.each, expected)
    torch.testing.assert_close(penalty.total, expected.sum(1))
    assert penalty.possible.tolist() == [True]


def test_bodies_of_one_constraint_are_alternatives() -> None:
    ground = pack([((1,), 1.0, "x"), ((3,), 1.0, "x")])
    two = GroundProgram(
        ground.atoms,
        ground.leaves,
        ground.rules,
        tuple(GroundConstraint(c.body, 1.0, 0, ("x",)) for c in ground.constraints),
    )
    beliefs = {0: torch.tensor([[0.2, 0.3, 0.5]]).log(), 1: torch.tensor([[0.6, 0.4]]).log()}
    penalty = FuzzyLoss(two, {0: 3, 1: 2})(beliefs)
    torch.testing.assert_close(penalty.total, torch.tensor([-math.log(0.8 * 0.6)]))


@pytest.mark.parametrize("t_norm", [TNorm.PRODUCT, TNorm.GODEL])
def test_gradients_agree_with_differences(t_norm: TNorm) -> None:
    loss = FuzzyLoss(pack([((1, 3), 1.0, ""), ((-4,), 0.9, "")]), {0: 3, 1: 2}, t_norm)
    generator = torch.Generator().manual_seed(1)
    logits = [
        torch.randn(2, size, generator=generator, dtype=torch.float64, requires_grad=True)
        for size in (3, 2)
    ]
    assert torch.autograd.gradcheck(
        lambda *rows: loss({v: torch.log_softmax(row, 1) for v, row in enumerate(rows)}).each,
        logits,
    )


def test_a_broken_rule_costs_much_and_stays_finite() -> None:
    logits = torch.tensor([[200.0, -200.0, -200.0]], requires_grad=True)
    certain = torch.tensor([[-torch.inf, 0.0]])
    loss = FuzzyLoss(pack([((1, 3), 1.0, "")]), {0: 3, 1: 2})
    penalty = loss({0: torch.log_softmax(logits, 1), 1: certain})
    assert penalty.total.item() == pytest.approx(13.8, abs=0.1)
    assert penalty.possible.tolist() == [False]
    (gradient,) = torch.autograd.grad(penalty.total.sum(), logits)
    assert torch.isfinite(gradient).all()
