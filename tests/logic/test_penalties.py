"""Semantic loss against the enumeration of all worlds."""

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from neurosym.logic.constraints import gather_constraints, with_definitions
from neurosym.logic.ground_program import (
    GroundConstraint,
    GroundProgram,
    GroundRule,
    Leaf,
    LeafKind,
    NumericTest,
)
from neurosym.logic.penalties import SemanticLoss, semantic_loss
from neurosym.logic.worlds import brute_force

CARDS = {0: 3, 1: 2, 2: 4}
HARD, SOFT = 1.0, 0.9
UNTRUE = torch.tensor([[False]])


def pack(constraints: list[tuple[tuple[int, ...], float, str]]) -> GroundProgram:
    """Atoms: v0=0, v0=1, v1=1, v2=0, v2=3, a test, a fact; 8 derived: v0=0 or (v1=1 and fact)."""
    named = [(0, 0), (0, 1), (1, 1), (2, 0), (2, 3)]
    leaves = [Leaf(LeafKind.STATE, f"v{v}({s})", variable=v, state=s) for v, s in named]
    leaves.append(Leaf(LeafKind.TEST, "n > 1", test=NumericTest(">", 0.0, 1.0)))
    leaves.append(Leaf(LeafKind.FACT, "by_chance", 0.3))
    names = tuple(leaf.text for leaf in leaves)
    return GroundProgram(
        (*names, "either"),
        dict(enumerate(leaves, start=1)),
        (GroundRule(8, (1,), 0), GroundRule(8, (3, 7), 1)),
        tuple(
            GroundConstraint(body, strength, clause, (instance,))
            for clause, (body, strength, instance) in enumerate(constraints)
        ),
    )


RULES = [((8, 4), HARD, ""), ((2, -3, 6), SOFT, ""), ((-8, 5), 0.5, "")]


def beliefs(seed: int, rows: int) -> dict[int, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    draws = {v: torch.randn(rows, n, generator=generator).double() for v, n in CARDS.items()}
    return {variable: torch.log_softmax(draw, dim=1) for variable, draw in draws.items()}


def oracle(ground: GroundProgram, row: dict[int, list[float]], test: bool) -> float:
    """Return the probability that the constraints are kept, from all worlds."""
    constraints = gather_constraints(ground)
    names = [(f"broken{i}", c.bodies, c.clause) for i, c in enumerate(constraints)]
    extended, atoms = with_definitions(ground, names)
    kept = 0.0
    for code in range(2 ** len(atoms)):
        broken = [bool(code >> i & 1) for i in range(len(atoms))]
        signed = tuple(a if b else -a for a, b in zip(atoms, broken, strict=True))
        rules = (*extended.rules, GroundRule(len(extended.atoms) + 1, signed, 0))
        world = replace(
            extended,
            atoms=(*extended.atoms, "here"),
            rules=rules,
            queries=(("here", len(extended.atoms) + 1),),
        )
        weight = math.prod(1.0 - c.strength for c, b in zip(constraints, broken, strict=True) if b)
        kept += weight * brute_force(world, beliefs=row, tests={6: test})["here"]
    return kept


@pytest.mark.parametrize(("seed", "test"), [(1, True), (2, False), (3, True)])
def test_the_loss_is_minus_log_of_the_worlds_that_keep_the_rules(seed: int, test: bool) -> None:
    ground = pack(RULES)
    log_beliefs = beliefs(seed, 2)
    truth = torch.tensor([[test], [test]])
    penalty = SemanticLoss(ground, CARDS)(log_beliefs, truth)
    for row in range(2):
        weights = {v: belief[row].exp().tolist() for v, belief in log_beliefs.items()}
        expected = -math.log(oracle(ground, weights, test))
        assert penalty.total[row].item() == pytest.approx(expected, abs=1e-9)
        for index, rule in enumerate(ground.constraints):
            alone = replace(ground, constraints=(rule,))
            expected = -math.log(oracle(alone, weights, test))
            assert penalty.each[row, index].item() == pytest.approx(expected, abs=1e-9)
    total = semantic_loss(ground, {0: log_beliefs[0]}, {v: log_beliefs[v] for v in (1, 2)}, truth)
    torch.testing.assert_close(total, penalty.total)


def test_a_rule_by_hand() -> None:
    # false :- v0 = 0, with belief .2 in it: -log .8; at strength .9: -log(1 - .9 * .2)
    belief = {0: torch.tensor([[0.2, 0.3, 0.5]]).log()}
    for strength in (HARD, SOFT):
        ground = pack([((1,), strength, "")])
        ground = replace(ground, leaves={a: ground.leaves[a] for a in range(1, 6)})
        penalty = SemanticLoss(ground, CARDS)(belief)
        expected = torch.tensor([-math.log(1.0 - strength * 0.2)])
        torch.testing.assert_close(penalty.total, expected)  # default: a few sums in float32
        torch.testing.assert_close(penalty.each[:, 0], expected)


def test_gradients_agree_with_differences() -> None:
    ground = pack(RULES)
    loss = SemanticLoss(ground, CARDS)
    inputs = [b.clone().requires_grad_() for b in beliefs(3, 2).values()]

    def total(*rows: Tensor) -> tuple[Tensor, Tensor]:
        penalty = loss(dict(enumerate(rows)), torch.tensor([[True], [False]]))
        return penalty.total, penalty.each

    assert torch.autograd.gradcheck(total, inputs)


def test_an_impossible_row_is_marked_and_costs_nothing() -> None:
    ground = pack([((1,), HARD, ""), ((2, 6), SOFT, "")])
    logits = torch.tensor([[0.0, 0.0, 0.0], [200.0, -300.0, -300.0]], requires_grad=True)
    certain = torch.tensor([[0.0, -torch.inf, -torch.inf]])
    first = torch.cat([torch.log_softmax(logits, 1), certain])
    penalty = SemanticLoss(ground, CARDS)({0: first}, torch.tensor([[True]] * 3))
    assert penalty.possible.tolist() == [True, True, False]
    assert penalty.total[1].item() == pytest.approx(500, abs=1)
    assert penalty.total[2].item() == 0.0
    assert penalty.each[2].tolist() == [0.0, 0.0]
    (gradient,) = torch.autograd.grad(penalty.total.sum() + penalty.each.sum(), logits)
    assert torch.isfinite(gradient).all()
    assert gradient[1].abs().sum() > 0, "a row that is nearly impossible is still moved"


def test_a_learned_belief_moves_where_the_rule_points() -> None:
    ground = pack([((1, 3), HARD, "")])
    logits = torch.zeros(1, 3, requires_grad=True)
    seen = torch.tensor([[-torch.inf, 0.0]])
    penalty = SemanticLoss(ground, CARDS)({0: torch.log_softmax(logits, 1), 1: seen}, UNTRUE)
    (gradient,) = torch.autograd.grad(penalty.total.sum(), logits)
    assert gradient[0, 0] > 0 > gradient[0, 1]


def test_missing_input_is_named() -> None:
    loss = SemanticLoss(pack(RULES), CARDS)
    with pytest.raises(ValueError, match="variable 1 has no belief, and the rules name it"):
        loss({0: beliefs(1, 1)[0]}, torch.tensor([[True]]))
    with pytest.raises(ValueError, match="the rules have 1 numeric tests, but none given"):
        loss(beliefs(1, 1))
    wrong = beliefs(1, 1) | {1: torch.zeros(1, 5)}
    with pytest.raises(ValueError, match="beliefs about 5 states, but 2 states"):
        loss(wrong, torch.tensor([[True]]))
