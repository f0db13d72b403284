"""Why not: the nearest attempts with values, and changes as few as brute force finds."""

import json
import math

import pytest

from neurosym.cases.facts import facts_of
from neurosym.errors import ResourceLimitError, RuleEvaluationError
from neurosym.logic import proofs
from neurosym.logic.engine import Limits
from neurosym.logic.program import Program
from neurosym.logic.proof_results import WhyNot
from tests.logic.proof_checker import (
    CONSTANTS,
    DERIVED,
    Case,
    consequences,
    least_change,
    random_case,
)

CLINIC = r"""
:- observed temp/2, cough/1, shot/1. :- closed temp/2, cough/1, shot/1.
fever(P) :- temp(P, T), T > 38.
sick(P) :- fever(P), \+ shot(P), cough(P).
"""


def failing(found: WhyNot) -> list[list[str]]:
    return [[step.text for step in attempt.failing] for attempt in found.attempts]


def changes(found: WhyNot) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(change.added, change.removed) for change in found.changes]


def test_values_that_fail_are_named_with_their_row() -> None:
    facts = facts_of({"temp": 36.8, "cough": "yes"})
    found = Program.from_text(CLINIC).why_not("sick(case)", facts=facts)
    assert (found.probability, found.proved, found.complete) == (0.0, False, True)
    assert failing(found) == [["36.8 > 38"]]
    fever = found.attempts[0].proof.children[0]
    assert [(step.text, step.holds) for step in fever.children] == [
        ("temp(case,36.8)", True),
        ("36.8 > 38", False),
    ]
    assert str(fever.children[0].source) == "row 1"
    (change,) = found.changes
    assert (change.added, change.removed, change.size) == (("temp(case,38.1)",), (), 1)
    assert change.replaced == (("temp(case,38.1)", "temp(case,36.8)"),)
    assert change.probability == 1.0
    assert "36.8 > 38 fails" in found.to_text()
    assert "36.8 > 38 不成立" in found.to_text("zh")


def test_what_a_negation_forbids_is_removed() -> None:
    facts = ["temp(ann,39)", "shot(ann)"]
    found = Program.from_text(CLINIC).why_not("sick(ann)", facts=facts)
    assert failing(found)[0] == ["\\+ shot(ann)", "cough(ann)"]
    assert changes(found) == [(("cough(ann)",), ("shot(ann)",))]


def test_goals_right_of_one_that_fails_are_looked_at_too() -> None:
    found = Program.from_text(CLINIC).why_not("sick(ann)", facts=["temp(ann,36.8)"])
    assert failing(found)[0] == ["36.8 > 38", "cough(ann)"]


def test_a_goal_with_variables_is_explained_by_what_is_nearest() -> None:
    found = Program.from_text(CLINIC).why_not("fever(P)", facts=["temp(ann,36)", "temp(bob,35)"])
    assert sorted(failing(found)) == [["35 > 38"], ["36 > 38"]]
    assert changes(found)[0] == (("temp(ann,39)",), ())


def test_an_unlikely_goal_names_its_weak_links_and_what_would_raise_it() -> None:
    text = "0.3::flu(P) :- cough(P). 0.8::flu(P) :- fever(P). cough(ann). fever(bob)."
    program = Program.from_text(text)
    found = program.why_not("flu(ann)")
    assert found.probability == pytest.approx(0.3)
    assert failing(found) == [["0.3::flu(ann)"]]
    assert changes(found) == [(("fever(ann)",), ())]
    assert found.changes[0].probability == pytest.approx(0.86)
    assert program.why_not("flu(bob)").proved
    assert program.why_not("flu(ann)", at_least=0.2).proved
    assert program.why_not("flu(ann)", at_least=0.9).changes == ()


def test_what_is_not_known_would_have_to_be_known() -> None:
    program = Program.from_text(":- observed f/1, g/1. p(X) :- f(X), \\+ g(X).")
    found = program.why_not("p(k)", facts=["f(k)"])
    assert found.probability is None
    assert changes(found) == [(("\\+ g(k)",), ())]
    assert "know that it is not so that g(k)" in found.to_text()


def test_a_goal_that_the_evidence_excludes_is_said_to_be() -> None:
    found = Program.from_text("0.5::a. false :- b. b :- a.").why_not("b")
    assert found.probability == 0.0
    assert "the evidence or a hard constraint excludes it" in found.to_text()
    assert found.changes == ()


def test_which_facts_may_change_can_be_said() -> None:
    program = Program.from_text("p(X) :- f(X), g(X). f(a). g(b).")
    assert changes(program.why_not("p(X)", 5)) == [(("g(a)",), ()), (("f(b)",), ())]
    assert changes(program.why_not("p(X)", changeable=["g/1"])) == [(("g(a)",), ())]
    with pytest.raises(RuleEvaluationError, match="p/1 is not decided by facts alone"):
        program.why_not("p(a)", changeable=["p/1"])
    with pytest.raises(RuleEvaluationError, match="p names no predicate; write name/arity"):
        program.why_not("p(a)", changeable=["p"])
    with pytest.raises(ValueError, match=r"at_least is 0\.0; give a probability above 0"):
        program.why_not("p(a)", at_least=0.0)


def test_a_goal_that_nothing_leads_to_says_so() -> None:
    found = Program.from_text("p :- p.").why_not("p")
    assert (found.attempts, found.changes) == ((), ())
    assert "No rule leads to it" in found.to_text()


def check_case(seed: int, most: int) -> int:
    """Compare the changes for the goals that fail with brute force; return their number."""
    case = random_case(seed)
    true = consequences(case)
    program = Program.from_text(case.text())
    goals = [f"{name}({constant})" for name in DERIVED for constant in CONSTANTS]
    seen = 0
    for goal in [goal for goal in goals if goal not in true][-2:]:
        found = program.why_not(goal, 2, facts=sorted(case.facts))
        assert not found.proved
        for change in found.changes:
            facts = (case.facts | set(change.added)) - set(change.removed)
            assert goal in consequences(Case(case.rules, facts)), (seed, goal, change)
            assert program.prove(goal, 1, facts=sorted(facts)), (seed, goal, change)
        fewer = found.changes[0].size - 1 if found.changes else most
        assert least_change(case, goal, fewer) is None, (seed, goal)
        seen += bool(found.changes)
        json.dumps(found.to_json())
    return seen


def test_changes_are_as_few_as_brute_force_finds() -> None:
    assert sum(check_case(seed, 1) for seed in range(40)) > 25


@pytest.mark.slow
def test_changes_are_as_few_as_brute_force_finds_on_a_thousand_programs() -> None:
    assert sum(check_case(seed, 2) for seed in range(1000)) > 800


@pytest.mark.parametrize("key", ["p2", "2", "80"])
def test_a_value_of_a_row_takes_the_place_of_its_old_one(key: str) -> None:
    program = Program.from_text(
        ":- observed temperature/2, filter/2.\n"
        "stop(P) :- temperature(P, T), T > 80, filter(P, old)."
    )
    rows = [
        {"pump": key, "temperature": 76.8, "filter": "new"},
        {"pump": "p1", "temperature": 76.5, "filter": "old"},
    ]
    change = program.why_not(f"stop({key})", facts=facts_of(rows, key="pump")).changes[0]
    assert change.replaced == (
        (f"temperature({key},80.1)", f"temperature({key},76.8)"),
        (f"filter({key},old)", f"filter({key},new)"),
    )
    assert change.probability == 1.0


BODY = """
:- observed weight/2, height/2, age/2. :- closed weight/2, height/2, age/2.
obese(P) :- weight(P, W), height(P, H), B is W / (H * H), B > 30.
risk(P) :- obese(P), age(P, A), A * 2 > 100.
light(P) :- weight(P, W), W - 50 < 10 ; weight(P, W), sqrt(W) < 2.
"""


@pytest.mark.parametrize(
    ("goal", "added"),
    [
        ("obese(ann)", [{"weight(ann,91.9)"}, {"height(ann,1.65)"}]),
        ("risk(ann)", [{"weight(ann,91.9)", "age(ann,51)"}, {"height(ann,1.65)", "age(ann,51)"}]),
        ("light(ann)", [{"weight(ann,59.9)"}]),
        ("light(dan)", [{"weight(dan,59.9)"}]),
    ],
)
def test_numbers_that_enter_arithmetic_are_tried_where_they_tip_it(
    goal: str, added: list[set[str]]
) -> None:
    program = Program.from_text(BODY)
    rows = [
        {"p": "ann", "weight": 82.5, "height": 1.75, "age": 40},
        {"p": "bob", "weight": 70.0, "height": 1.6, "age": 70},
        {"p": "dan", "height": 1.8, "age": 60},
    ]
    facts = facts_of(rows, key="p")
    found = program.why_not(goal, facts=facts)
    assert [set(change.added) for change in found.changes] == added
    for change in found.changes:
        gone = {old for _, old in change.replaced}
        mended = [fact for fact in facts if fact.replace(" ", "") not in gone]
        assert program.prove(goal, facts=[*mended, *change.added]).proofs


def test_a_fact_takes_the_place_of_one_of_its_own_case_alone() -> None:
    program = Program.from_text(
        ":- observed smoker/1, xray/2. :- closed smoker/1, xray/2.\n"
        "risk(P) :- smoker(P). dark(P) :- xray(P, dark)."
    )
    rows = [{"p": "ann", "smoker": "no"}, {"p": "bob", "smoker": "yes"}]
    change = program.why_not("risk(ann)", facts=facts_of(rows, key="p")).changes[0]
    assert (change.added, change.replaced) == (("smoker(ann)",), ())
    stated = ["xray(ann, clear)", "\\+ xray(ann, dark)", "xray(bob, clear)"]
    change = program.why_not("dark(ann)", facts=stated).changes[0]
    assert change.replaced == (("xray(ann,dark)", "xray(ann,clear)"),)


def test_numbers_are_tried_through_the_rules_that_compute_with_them() -> None:
    program = Program.from_text(
        ":- observed wt/2, ht/2. :- closed wt/2, ht/2.\n"
        "idx(P, I) :- wt(P, W), ht(P, H), I is W / (H * H).\nobese(P) :- idx(P, I), I > 30."
    )
    changes = program.why_not("obese(ann)", facts=["wt(ann, 70.0)", "ht(ann, 1.8)"]).changes
    assert {change.replaced for change in changes} == {
        (("ht(ann,1.5)", "ht(ann,1.8)"),),
        (("wt(ann,98)", "wt(ann,70.0)"),),
    }
    assert [change.probability for change in changes] == [1.0, 1.0]


def test_a_fact_that_the_proof_needs_does_not_go() -> None:
    program = Program.from_text(
        ":- observed t/2. :- closed t/2.\nq(P) :- t(P, A), t(P, B), A + B > 10, A < B."
    )
    change = program.why_not("q(ann)", facts=["t(ann, 3)", "t(ann, 4)"]).changes[0]
    assert (change.replaced, change.probability) == ((("t(ann,7)", "t(ann,3)"),), 1.0)


def test_a_search_that_runs_out_of_time_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program.from_text("p(X) :- f(X), g(X). f(a). g(b).")
    monkeypatch.setattr(proofs, "monotonic", lambda: math.inf)
    found = program.why_not("p(a)")
    assert (found.attempts, found.changes, found.complete) == ((), (), False)
    assert "The search ended before an attempt was found." in found.to_text()
    assert "No rule leads to it" not in found.to_text()
    with pytest.raises(ResourceLimitError, match="reached its time limit"):
        program.prove("p(b)")


def test_the_time_of_all_calls_together_is_bounded() -> None:
    program = Program.from_text("p :- q. q.", limits=Limits(seconds=1e-9))
    with pytest.raises(ResourceLimitError, match="reasons of p reached its time limit"):
        program.prove("p")


def test_a_negation_needs_no_word_on_numbers_that_another_one_rules_out() -> None:
    program = Program.from_text(
        ":- observed temp/2, here/1.\ncool(P) :- here(P), \\+ hot(P).\n"
        "hot(P) :- temp(P, T), T > 38.\nhot(P) :- temp(P, T), T < 30."
    )
    facts = ["here(ann)", "temp(ann, 39)"]
    changes = program.why_not("cool(ann)", facts=facts).changes
    assert (changes[0].added, changes[0].removed) == ((), ("temp(ann,39)",))
    assert program.prove("cool(ann)", facts=["here(ann)"]).proofs
