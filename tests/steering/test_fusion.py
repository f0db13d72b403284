"""Fusion against an enumeration of every joint state of variables, chances and rules."""

import itertools
import math
from collections.abc import Mapping

import numpy as np
import pytest
import torch
from jaxtyping import Float64
from torch import Tensor

from neurosym.errors import ResourceLimitError
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
    Operation,
    Position,
)
from neurosym.steering.fusion import Fusion
from neurosym.steering.light_fusion import LightFusion
from neurosym.steering.rule_factors import RuleFactors, build_rule_factors, required_cuts
from neurosym.steering.switches import Switches

CARDS = (3, 2, 2, 3)
SCOPES = ((0,), (0, 1), (0, 2), (1, 2, 3))
CUTS = ((), (), (), (1.0, 2.0))
SILENT = np.full((1, 4), np.nan)


def state(text: str, variable: int, number: int) -> Leaf:
    return Leaf(LeafKind.STATE, text, variable=variable, state=number)


def clause(line: int) -> Clause:
    return Clause("", Position("rules.pl", line), ClauseKind.CONSTRAINT)


PROGRAM = GroundProgram(
    atoms=("ill(a)", "ill(b)", "fever", "cough", "size > 1", "chance", "signs", "odd"),
    leaves={
        1: state("ill(a)", 0, 0),
        2: state("ill(b)", 0, 1),
        3: state("fever", 1, 1),
        4: state("cough", 2, 1),
        5: Leaf(LeafKind.TEST, "size >= 1", test=NumericTest(">=", Column(3), 1.0)),
        6: Leaf(LeafKind.FACT, "chance", probability=0.3),
    },
    rules=(
        GroundRule(7, (3, 4), 0),
        GroundRule(7, (5, 6), 0),
        GroundRule(8, (-7, 6), 0),
    ),
    constraints=(
        GroundConstraint((1, 7), 1.0, 1, ("ill(a)",)),
        GroundConstraint((2, -3), 0.6, 2, ("ill(b)",)),
        GroundConstraint((2, 8), 0.6, 2, ("ill(b)",)),
        GroundConstraint((-1, -2, 5), 0.25, 3, ()),
    ),
    queries=(("signs", 7),),
    clauses=tuple(clause(line) for line in range(1, 5)),
)


@pytest.fixture(scope="module")
def tables() -> list[np.ndarray]:
    random = np.random.default_rng(3)
    shapes = [tuple(CARDS[v] for v in scope) for scope in SCOPES]
    return [random.dirichlet(np.ones(shape[-1]), shape[:-1]) for shape in shapes]


@pytest.fixture(scope="module")
def factors() -> RuleFactors:
    return build_rule_factors(PROGRAM, CARDS, CUTS)


def network_weight(world: tuple[int, ...], tables: list[np.ndarray]) -> float:
    pairs = zip(tables, SCOPES, strict=True)
    return math.prod(float(table[tuple(world[v] for v in scope)]) for table, scope in pairs)


def rule_weight(world: tuple[int, ...], chance: bool, hard: bool = True) -> tuple[float, bool]:
    ill_a, ill_b, fever, cough, large = (
        world[0] == 0,
        world[0] == 1,
        world[1] == 1,
        world[2] == 1,
        world[3] >= 1,
    )
    signs = (fever and cough) or (large and chance)
    odd = not signs and chance
    weight = 0.3 if chance else 0.7
    weight *= 0.0 if hard and ill_a and signs else 1.0
    weight *= 0.4 if ill_b and (not fever or odd) else 1.0
    weight *= 0.75 if not ill_a and not ill_b and large else 1.0
    return weight, signs


def enumerated(
    tables: list[np.ndarray], codes: np.ndarray, ratio: np.ndarray | None = None
) -> tuple[list[np.ndarray], float, float]:
    """Marginals, the probability of the query and the total weight, world by world."""
    sums = [np.zeros(card) for card in CARDS]
    query = total = 0.0
    for world in itertools.product(*(range(card) for card in CARDS)):
        if any(code not in (-1, value) for code, value in zip(codes, world, strict=True)):
            continue
        base = network_weight(world, tables) * (1.0 if ratio is None else ratio[world[0]])
        for chance in (False, True):
            weight, signs = rule_weight(world, chance)
            total += base * weight
            query += base * weight * signs
            for sum_, value in zip(sums, world, strict=True):
                sum_[value] += base * weight
    return [s / total for s in sums], query / total, total


EVIDENCE = [[-1, -1, -1, -1], [-1, 1, -1, -1], [-1, 0, 1, 2], [-1, -1, 1, 0], [0, -1, -1, 1]]


@pytest.mark.parametrize("codes", EVIDENCE)
def test_fusion_without_a_model_is_the_enumeration(
    tables: list[np.ndarray], factors: RuleFactors, codes: list[int]
) -> None:
    fusion = Fusion(SCOPES, tables, factors)
    row = np.array([codes], dtype=np.int16)
    found = fusion.run(row, SILENT)
    marginals, query, total = enumerated(tables, row[0])
    for variable, expected in enumerate(marginals):
        np.testing.assert_allclose(found.marginals[variable][0].numpy(), expected, atol=1e-12)
    assert found.marginals[4][0, 1].item() == pytest.approx(query, abs=1e-12)
    assert found.log_evidence.item() == pytest.approx(math.log(total), abs=1e-12)


@pytest.mark.parametrize("weight", [0.0, 0.4, 1.0])
def test_one_belief_enters_as_a_log_linear_pool(
    tables: list[np.ndarray], factors: RuleFactors, weight: float
) -> None:
    fusion = Fusion(SCOPES, tables, factors)
    codes = np.array([[-1, 1, -1, -1]], dtype=np.int16)
    belief = np.array([0.2, 0.7, 0.1])
    plain = fusion.network_posterior(codes, (0,)).marginals[0][0].numpy()
    expected, _, _ = enumerated(tables, codes[0], (belief / plain) ** weight)
    found = fusion.run(codes, SILENT, {0: torch.from_numpy(belief)[None]}, weight)
    np.testing.assert_allclose(found.marginals[0][0].numpy(), expected[0], atol=1e-12)


def test_a_belief_at_full_weight_without_rules_is_the_answer(tables: list[np.ndarray]) -> None:
    fusion = Fusion(SCOPES, tables, RuleFactors(CARDS))
    codes = np.array([[-1, -1, 1, -1]], dtype=np.int16)
    belief = torch.tensor([[0.2, 0.7, 0.1]], dtype=torch.float64)
    found = fusion.run(codes, SILENT, {0: belief}, 1.0)
    torch.testing.assert_close(found.marginals[0], belief, atol=1e-12, rtol=0)


def test_several_beliefs_are_met_together_and_copies_count_once() -> None:
    copy = np.array([[1.0, 0.0], [0.0, 1.0]]) * 0.9 + 0.05
    fusion = Fusion(((0,), (0, 1)), [np.array([0.5, 0.5]), copy], RuleFactors((2, 2)))
    belief = torch.tensor([[0.1, 0.9]], dtype=torch.float64)
    beliefs: Mapping[int, Float64[Tensor, "batch _"]] = {0: belief, 1: belief}
    found = fusion.run(np.full((1, 2), -1, dtype=np.int16), SILENT[:, :2], beliefs, 1.0)
    assert found.settled
    for marginal in found.marginals[:2]:
        torch.testing.assert_close(marginal, belief, atol=1e-5, rtol=0)


def test_beliefs_that_cannot_both_be_met_are_said_to_be_unsettled() -> None:
    copy = np.array([[1.0, 0.0], [0.0, 1.0]])
    fusion = Fusion(((0,), (0, 1)), [np.array([0.5, 0.5]), copy], RuleFactors((2, 2)))
    beliefs: Mapping[int, Float64[Tensor, "batch _"]] = {
        0: torch.tensor([[0.1, 0.9]], dtype=torch.float64),
        1: torch.tensor([[0.8, 0.2]], dtype=torch.float64),
    }
    found = fusion.run(np.full((1, 2), -1, dtype=np.int16), SILENT[:, :2], beliefs, 1.0)
    assert not found.settled


def test_evidence_that_breaks_a_hard_rule_is_a_conflict(
    tables: list[np.ndarray], factors: RuleFactors
) -> None:
    fusion = Fusion(SCOPES, tables, factors)
    codes = np.array([[0, 1, 1, -1], [0, 1, 0, 0]], dtype=np.int16)
    found = fusion.run(codes, np.full((2, 4), np.nan))
    assert found.conflict.tolist() == [True, False]
    assert float(found.marginals[0][0].sum()) == 0.0
    light = LightFusion(SCOPES, tables, factors)
    assert light.possible(codes, np.full((2, 4), np.nan)).tolist() == [False, True]
    off = np.zeros(len(factors.constraints), dtype=bool)
    assert light.possible(codes, np.full((2, 4), np.nan), off).tolist() == [True, True]


@pytest.mark.parametrize("codes", [[-1, 1, -1, -1], [-1, 1, 1, -1], [-1, -1, 1, 0]])
def test_the_answer_without_each_rule_is_the_answer_of_the_other_rules(
    tables: list[np.ndarray], factors: RuleFactors, codes: list[int]
) -> None:
    fusion = Fusion(SCOPES, tables, factors)
    row = np.array(codes, dtype=np.int16)
    belief = np.array([[0.2, 0.5, 0.3]])
    beliefs = {0: torch.from_numpy(belief)}
    light = LightFusion(SCOPES, tables, factors)
    found = light.without_each_rule(row, SILENT[0], {0: belief}, 0.4, 0)
    for rule in range(len(factors.constraints)):
        strengths = fusion.strengths.clone()
        strengths[rule] = 0.0
        expected = fusion.run(row[None], SILENT, beliefs, 0.4, strengths).marginals[0][0]
        np.testing.assert_allclose(found[rule], expected.numpy(), atol=1e-12)


@pytest.mark.parametrize("weights", [(0.0, {}), (0.4, {0: 3}), (0.7, {0: 3, 1: 2})])
def test_few_cases_in_numpy_are_the_many_in_torch(
    tables: list[np.ndarray], factors: RuleFactors, weights: tuple[float, dict[int, int]]
) -> None:
    random = np.random.default_rng(5)
    codes = np.array([*EVIDENCE, [0, 1, 1, -1]], dtype=np.int16)
    weight, cards = weights
    beliefs = {v: random.dirichlet(np.ones(card), len(codes)) for v, card in cards.items()}
    codes[:, list(beliefs)] = -1
    values = np.where(codes == 2, 2.5, np.nan)
    strengths = np.array([1.0, 0.3, 0.8])
    fusion = Fusion(SCOPES, tables, factors)
    fusion.set_strengths(torch.from_numpy(strengths))
    light = LightFusion(SCOPES, tables, factors, strengths=strengths)
    many = fusion.run(codes, values, {y: torch.from_numpy(b) for y, b in beliefs.items()}, weight)
    few = light.run(codes, values, beliefs, weight)
    np.testing.assert_allclose(few.log_evidence, many.log_evidence.numpy(), atol=1e-12)
    assert few.conflict.tolist() == many.conflict.tolist()
    for one, other in zip(few.marginals, many.marginals, strict=True):
        np.testing.assert_allclose(one, other.numpy(), atol=1e-12)


def test_switches_turn_rules_off(tables: list[np.ndarray], factors: RuleFactors) -> None:
    codes = np.array([[0, 1, 1, -1]], dtype=np.int16)
    off = Fusion(SCOPES, tables, factors, Switches(hard_rules=False, soft_rules=False))
    found = off.run(codes, SILENT)
    plain = off.network_posterior(codes)
    torch.testing.assert_close(found.log_evidence, plain.log_evidence, atol=1e-12, rtol=0)


def test_a_comparison_of_two_columns_says_nothing_while_one_is_silent() -> None:
    difference = Operation("-", (Column(0), Column(1)))
    program = GroundProgram(
        atoms=("a - b > 1", "ill"),
        leaves={
            1: Leaf(LeafKind.TEST, "a - b > 1", test=NumericTest(">", difference, 1.0)),
            2: state("ill", 2, 1),
        },
        rules=(),
        constraints=(GroundConstraint((1, 2), 1.0, 0, ("ill",)),),
        clauses=(clause(1),),
    )
    factors = build_rule_factors(program, (1, 1, 2), ((), (), ()))
    tables = [np.ones(1), np.ones(1), np.array([0.4, 0.6])]
    fusion = Fusion(((0,), (1,), (2,)), tables, factors)
    values = np.array([[5.0, 1.0, np.nan], [1.0, 1.0, np.nan], [np.nan, 1.0, np.nan]])
    found = fusion.run(np.full((3, 3), -1, dtype=np.int16), values)
    np.testing.assert_allclose(found.marginals[2][:, 1].numpy(), [0.0, 0.6, 0.6], atol=1e-12)


def test_a_negated_comparison_says_nothing_either_while_a_column_is_silent() -> None:
    test = NumericTest(">=", Column(0), Column(1))
    program = GroundProgram(
        atoms=("a >= b", "ill"),
        leaves={1: Leaf(LeafKind.TEST, "a >= b", test=test), 2: state("ill", 2, 1)},
        rules=(),
        constraints=(GroundConstraint((-1, 2), 1.0, 0, ("ill",)),),
        clauses=(clause(1),),
    )
    factors = build_rule_factors(program, (1, 1, 2), ((), (), ()))
    tables = [np.ones(1), np.ones(1), np.array([0.4, 0.6])]
    values = np.array([[0.0, 1.0, np.nan], [1.0, 0.0, np.nan], [np.nan, 1.0, np.nan]])
    found = Fusion(((0,), (1,), (2,)), tables, factors).run(
        np.full((3, 3), -1, dtype=np.int16), values
    )
    np.testing.assert_allclose(found.marginals[2][:, 1].numpy(), [0.0, 0.6, 0.6], atol=1e-12)


def test_thresholds_are_asked_for_as_cuts() -> None:
    assert required_cuts(PROGRAM) == {3: (1.0,)}


def test_an_annotated_disjunction_is_one_choice() -> None:
    program = GroundProgram(
        atoms=("red", "green", "ill"),
        leaves={
            1: Leaf(LeafKind.FACT, "red", probability=0.5, group=0),
            2: Leaf(LeafKind.FACT, "green", probability=0.2, group=0),
            3: state("ill", 0, 1),
        },
        rules=(),
        constraints=(
            GroundConstraint((1, 3), 1.0, 0, ("ill",)),
            GroundConstraint((-1, -2, -3), 1.0, 0, ()),
        ),
        clauses=(clause(1),),
    )
    fusion = Fusion(((0,),), [np.array([0.5, 0.5])], build_rule_factors(program, (2,), ((),)))
    found = fusion.run(np.array([[-1]], dtype=np.int16), SILENT[:, :1])
    well, ill = 0.5 * (0.5 + 0.2), 0.5 * (0.2 + 0.3)
    assert found.marginals[0][0, 1].item() == pytest.approx(ill / (well + ill), abs=1e-12)


def test_a_rule_over_too_many_states_is_refused_with_its_place() -> None:
    atoms = tuple(f"x{i}" for i in range(21))
    program = GroundProgram(
        atoms=atoms,
        leaves={i + 1: state(atom, i, 1) for i, atom in enumerate(atoms)},
        rules=(),
        constraints=(GroundConstraint(tuple(range(1, 22)), 1.0, 0),),
        clauses=(clause(7),),
    )
    with pytest.raises(ResourceLimitError, match=r"rule rules\.pl:7:1 ranges over 21 variables"):
        build_rule_factors(program, (2,) * 21, ((),) * 21)


def test_gradients_reach_the_strengths(tables: list[np.ndarray], factors: RuleFactors) -> None:
    fusion = Fusion(SCOPES, tables, factors)
    codes = np.array([[-1, 1, -1, 2], [-1, -1, -1, -1]], dtype=np.int16)
    start = torch.tensor([1.0, 0.6, 0.25], dtype=torch.float64, requires_grad=True)

    def answer(strengths: Float64[Tensor, " rule"]) -> Float64[Tensor, "batch state"]:
        return fusion.run(codes, np.full((2, 4), np.nan), strengths=strengths).marginals[0]

    assert torch.autograd.gradcheck(answer, (start,))
