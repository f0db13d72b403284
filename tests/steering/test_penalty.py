"""The penalty against an enumeration of every state of the rules' variables."""

import itertools
import math

import numpy as np
import pytest
import torch

from neurosym.logic.ground_program import (
    Clause,
    ClauseKind,
    Column,
    GroundConstraint,
    GroundProgram,
    GroundRule,
    Leaf,
    LeafKind,
    NumericTest,
    Position,
)
from neurosym.steering.penalty import HardRulePenalty

CARDS = (3, 2, 2, 3)
CUTS = ((), (), (), (1.0, 2.0))


def state(text: str, variable: int, number: int) -> Leaf:
    return Leaf(LeafKind.STATE, text, variable=variable, state=number)


def program(*constraints: GroundConstraint) -> GroundProgram:
    clauses = tuple(
        Clause("", Position("rules.pl", line), ClauseKind.CONSTRAINT) for line in range(1, 5)
    )
    return GroundProgram(
        atoms=("ill(a)", "ill(b)", "fever", "cough", "size >= 1", "signs"),
        leaves={
            1: state("ill(a)", 0, 0),
            2: state("ill(b)", 0, 1),
            3: state("fever", 1, 1),
            4: state("cough", 2, 1),
            5: Leaf(LeafKind.TEST, "size >= 1", test=NumericTest(">=", Column(3), 1.0)),
        },
        rules=(GroundRule(6, (3, 4), 0),),
        constraints=constraints,
        clauses=clauses,
    )


SIGNS = GroundConstraint((1, 6), 1.0, 1, ("ill(a)",))
SIZE = GroundConstraint((2, 5), 1.0, 2, ("ill(b)",))
SOFT = GroundConstraint((2, -3), 0.6, 3, ("ill(b)",))


def penalty(*constraints: GroundConstraint) -> HardRulePenalty:
    return HardRulePenalty(program(*constraints), CARDS, CUTS, (0,))


def rows(random: np.random.Generator, cases: int) -> list[torch.Tensor]:
    return [torch.from_numpy(random.dirichlet(np.ones(card), cases)) for card in CARDS]


def numbers(*sizes: float) -> np.ndarray:
    values = np.full((len(sizes), 4), np.nan)
    values[:, 3] = sizes
    return values


def test_a_value_by_hand() -> None:
    given = [torch.tensor([row]).double() for row in ([0.5, 0.25, 0.25], [0, 1], [0.2, 0.8])]
    found = penalty(SIGNS)([given[0].log()], [*given, torch.ones(1, 3) / 3], numbers(math.nan))
    assert found.item() == pytest.approx(-math.log(1 - 0.5 * 0.8), abs=1e-9)


def test_it_is_minus_the_log_of_the_probability_that_all_hard_rules_hold() -> None:
    random = np.random.default_rng(4)
    marginals, belief = rows(random, 6), torch.from_numpy(random.dirichlet(np.ones(3), 6))
    sizes = [0.5, 1.0, 3.0, math.nan, math.nan, math.nan]
    found = penalty(SIGNS, SIZE, SOFT)([belief.log()], marginals, numbers(*sizes))
    for case, size in enumerate(sizes):
        large = float(marginals[3][case, 1:].sum()) if math.isnan(size) else float(size >= 1)
        kept = 0.0
        for ill, fever, cough, is_large in itertools.product(range(3), *[range(2)] * 3):
            if (ill == 0 and fever and cough) or (ill == 1 and is_large):
                continue
            share = float(belief[case, ill] * marginals[1][case, fever] * marginals[2][case, cough])
            kept += share * (large if is_large else 1.0 - large)
        assert found[case].item() == pytest.approx(-math.log(kept), abs=1e-9)


def test_soft_rules_cost_nothing_in_training() -> None:
    marginals = rows(np.random.default_rng(1), 3)
    found = penalty(SOFT)([marginals[0].log()], marginals, numbers(*[math.nan] * 3))
    torch.testing.assert_close(found, torch.zeros(3).double())


def test_evidence_that_breaks_a_rule_by_itself_costs_nothing() -> None:
    both = GroundConstraint((3, 4), 1.0, 1, ())
    sure = torch.tensor([[0.0, 1.0]]).double()
    given = [torch.tensor([[0.5, 0.3, 0.2]]).double(), sure, sure, torch.ones(1, 3) / 3]
    found = penalty(both)([given[0].log()], given, numbers(math.nan))
    assert found.item() == 0.0


def test_the_gradient_is_finite_where_evidence_leaves_the_predicted_no_state() -> None:
    rules = [GroundConstraint((literal, 3), 1.0, 1, ()) for literal in (1, -1)]
    sure = torch.tensor([[0.0, 1.0]]).double()
    logits = torch.zeros(1, 3, dtype=torch.float64, requires_grad=True)
    given = [torch.ones(1, 3).double() / 3, sure, sure, torch.ones(1, 3).double() / 3]
    found = penalty(*rules)([logits.log_softmax(1)], given, numbers(math.nan))
    (grad,) = torch.autograd.grad(found.sum(), logits)
    assert found.item() == 0.0
    torch.testing.assert_close(grad, torch.zeros(1, 3).double())


def test_the_gradient_moves_belief_off_what_rules_exclude() -> None:
    sure = torch.tensor([[0.0, 1.0]]).double()
    logits = torch.zeros(1, 3, dtype=torch.float64, requires_grad=True)
    given = [torch.ones(1, 3).double() / 3, sure, sure, torch.ones(1, 3).double() / 3]
    loss = penalty(SIGNS)([logits.log_softmax(1)], given, numbers(math.nan)).sum()
    (grad,) = torch.autograd.grad(loss, logits)
    assert grad[0, 0] > 0
    assert grad[0, 1] < 0
    assert grad[0, 2] < 0


def test_gradients_are_those_of_finite_differences() -> None:
    marginals = rows(np.random.default_rng(8), 2)
    rule = penalty(SIGNS, SIZE)

    def loss(logits: torch.Tensor) -> torch.Tensor:
        return rule([logits.log_softmax(1)], marginals, numbers(0.5, math.nan))

    logits = torch.randn(2, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert torch.autograd.gradcheck(loss, (logits.requires_grad_(),))
