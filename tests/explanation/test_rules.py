import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.explanation.rules import (
    WEAKEST,
    RuleView,
    body_steps,
    influences,
    plain_sentence,
    to_step,
)
from neurosym.logic.atom_reading import AtomReader
from neurosym.logic.constraints import Constraint, gather_constraints
from neurosym.logic.ground_program import AtomSchema, GroundProgram, LeafKind
from neurosym.logic.program import Program

RULES = """:- predicted disease/2.
:- observed fever/1, cough/1.
ill(P) :- fever(P).
ill(P) :- cough(P).
false :- disease(P, cold), ill(P).
0.5::false :- disease(P, flu), \\+ fever(P).
"""
SCHEMA = AtomSchema(
    (
        ("disease(case,flu)", 0, 0),
        ("disease(case,cold)", 0, 1),
        ("fever(case)", 1, 0),
        ("cough(case)", 2, 0),
    )
)


@pytest.fixture(scope="module")
def ground() -> GroundProgram:
    return Program.from_text(RULES, name="rules.pl").ground(schema=SCHEMA, explain=True)


def leaf(ground: GroundProgram, text: str) -> int:
    return next(
        atom
        for atom, found in ground.leaves.items()
        if found.kind is LeafKind.STATE and found.text.replace(" ", "") == text
    )


def at_line(ground: GroundProgram, line: int) -> Constraint:
    return next(
        constraint
        for constraint in gather_constraints(ground)
        if ground.clauses[constraint.clause].position.line == line
    )


def view(ground: GroundProgram, *against: int) -> RuleView:
    return RuleView(at_line(ground, 5), frozenset(against))


def test_an_influence_is_the_change_of_log_odds(ground: GroundProgram) -> None:
    (found,) = influences([view(ground, 0)], [0.2, 0.8], [[0.5, 0.5]])
    assert found.outcomes == (0,)
    assert found.log_odds == pytest.approx(math.log(0.25))


def test_several_outcomes_count_together_and_the_weightiest_rule_comes_first(
    ground: GroundProgram,
) -> None:
    rules = [view(ground, 0, 1), view(ground, 2)]
    found = influences(rules, [0.1, 0.1, 0.8], [[0.2, 0.2, 0.6], [0.4, 0.4, 0.2]])
    assert [item.rule for item in found] == [1, 0]
    assert found[0].log_odds == pytest.approx(math.log(16))
    assert found[1].log_odds == pytest.approx(math.log(0.25) - math.log(0.4 / 0.6))


def test_a_rule_about_no_outcome_counts_for_the_best(ground: GroundProgram) -> None:
    (found,) = influences([view(ground)], [0.1, 0.9], [[0.5, 0.5]])
    assert found.outcomes == (1,)
    assert found.log_odds > 0


def test_certain_outcomes_have_finite_influences(ground: GroundProgram) -> None:
    (found,) = influences([view(ground, 0)], [0.0, 1.0], [[1.0, 0.0]])
    assert math.isfinite(found.log_odds)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3))
def test_what_changes_nothing_is_left_out(ground: GroundProgram, weights: list[float]) -> None:
    answer = [float(p) for p in np.array(weights) / sum(weights)]
    assert influences([view(ground, 0), view(ground)], answer, [answer, answer]) == ()
    assert WEAKEST > 0


def test_a_body_is_explained_down_to_its_findings(ground: GroundProgram) -> None:
    truth = {leaf(ground, "fever(case)"): True, leaf(ground, "cough(case)"): False}
    chance = {leaf(ground, "disease(case,cold)"): 0.25, leaf(ground, "disease(case,flu)"): 0.75}
    step = body_steps(ground, at_line(ground, 5), truth, chance, lambda proof: proof.text)
    assert step is not None
    assert step.probability == pytest.approx(0.25)
    by_kind = {child.kind: child for child in step.children}
    assert by_kind["state"].sentence.replace(" ", "") == "disease(case,cold)"
    assert by_kind["state"].probability == pytest.approx(0.25)
    ill = by_kind["rule"]
    assert ill.place == "rules.pl:3"
    assert ill.source == "ill(P) :- fever(P)"
    assert [child.sentence for child in ill.children] == ["fever(case)"]


def test_a_body_that_cannot_hold_has_no_explanation(ground: GroundProgram) -> None:
    truth = {leaf(ground, "fever(case)"): False, leaf(ground, "cough(case)"): False}
    chance = {leaf(ground, "disease(case,cold)"): 0.25}
    assert body_steps(ground, at_line(ground, 5), truth, chance, lambda proof: proof.text) is None


def test_a_negation_is_put_into_the_phrase_for_it(ground: GroundProgram) -> None:
    truth = {leaf(ground, "fever(case)"): False}
    chance = {leaf(ground, "disease(case,flu)"): 0.5}
    reader = AtomReader({}, {})
    say = plain_sentence(reader, lambda fact: f"not: {fact}")
    step = body_steps(ground, at_line(ground, 6), truth, chance, say)
    assert step is not None
    assert {child.sentence for child in step.children} == {"disease: flu", "not: fever"}


def test_steps_without_a_clause_have_no_place() -> None:
    (proof,) = Program.from_text("a :- b.\n0.5::b.\n", name="two.pl").prove("a")
    step = to_step(proof, lambda found: found.text)
    assert step.place == "two.pl:1"
    assert step.probability == pytest.approx(0.5)
    assert step.children[0].kind == "fact"
    assert step.children[0].place == "two.pl:2"
