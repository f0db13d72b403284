"""What rules say of an answer: exclusions, derivations, and the smallest conflict."""

import itertools
import math
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurosym.explanation.answer import Answer
from neurosym.packs import load_data, new_pack
from neurosym.reasoner.reasoner import Reasoner

Fitting = Callable[[str], Reasoner]
RULES = Path(__file__).resolve().parents[2] / "rules"
DEFINITION = {
    "either_without_either": {"either": "yes", "tub": "no", "lung": "no"},
    "tub_without_either": {"tub": "yes", "either": "no"},
    "lung_without_either": {"lung": "yes", "either": "no"},
}


def broken_by(facts: dict[str, str], rule: dict[str, str]) -> bool:
    return all(facts.get(name) == state for name, state in rule.items())


def smallest(facts: dict[str, str]) -> int | None:
    """Size of the smallest set of facts that no world of tub, lung and either agrees with."""
    for size in range(len(facts) + 1):
        for kept in itertools.combinations(facts, size):
            names = ("tub", "lung", "either")
            worlds = (
                dict(zip(names, world, strict=True))
                for world in itertools.product(("yes", "no"), repeat=3)
            )
            agreeing = [w for w in worlds if all(w.get(n, facts[n]) == facts[n] for n in kept)]
            if all(any(broken_by(w, rule) for rule in DEFINITION.values()) for w in agreeing):
                return size
    return None


def test_conflicts_are_those_of_the_definition_and_as_small(fitted: Fitting) -> None:
    reasoner = fitted("respiratory")
    conflicts = 0
    for states in itertools.product(("yes", "no", None), repeat=3):
        facts = {
            name: state
            for name, state in zip(("tub", "lung", "either"), states, strict=True)
            if state is not None
        }
        answer = reasoner.ask({**facts, "smoke": "yes"})
        size = smallest(facts)
        assert (answer.conflict is not None) == (size is not None)
        if answer.conflict is None:
            continue
        conflicts += 1
        named = {fact.variable: facts[fact.variable] for fact in answer.conflict.facts}
        assert len(named) == size
        # One rule of the definition forbids just these facts, and it is the one quoted.
        assert named in DEFINITION.values()
        ((place, text),) = answer.conflict.rules
        file, line = place.rsplit(":", 1)
        lines = (RULES.parent / file).read_text(encoding="utf-8").splitlines()
        assert lines[int(line) - 1] == text.splitlines()[0] == "false :-"
        for name, state in named.items():
            atom = reasoner.vocabulary.find(name).atom("yes", "Patient")
            assert (f"\\+ {atom}" in text) == (state == "no")
            assert atom in text
    assert conflicts == 6


def test_a_conflict_abstains_and_says_what_to_check(fitted: Fitting) -> None:
    answer = fitted("respiratory").ask("either=no, tub=yes, smoke=yes")
    assert answer.abstains
    assert answer.outcome is None
    assert answer.confidence == 0.0
    assert answer.reason == "The evidence contradicts the rules"
    assert answer.would_change == ()
    assert answer.next_question is None
    assert answer.summary.startswith(
        "No case can have tuberculosis or lung cancer: no and tuberculosis: yes under "
        "rules/respiratory/respiratory.pl:"
    )
    assert "rules/respiratory/respiratory.pl:" in answer.to_text()
    assert answer.to_json()["conflict"] is not None
    assert answer.summary in unescape(answer._repr_html_())


def test_numbers_conflict_too(fitted: Fitting) -> None:
    answer = fitted("breast").ask("mean_radius=15, worst_radius=12, mean_texture=20")
    assert answer.conflict is not None
    assert {fact.variable for fact in answer.conflict.facts} == {"mean radius", "worst radius"}
    ((_, text),) = answer.conflict.rules
    assert "Worst < Mean" in text
    assert fitted("breast").ask("mean_radius=12, worst_radius=15").conflict is None


def test_an_outcome_that_rules_exclude_has_no_probability_and_a_proof(fitted: Fitting) -> None:
    answer = fitted("child").ask("cardiac_mixing=None, duct_flow=Lt_to_Rt")
    excluded = {o.state for o in answer.outcomes if o.probability == 0.0}
    assert excluded == {"PAIVS", "TAPVD"}
    assert answer.proof.kind == "exclusion"
    reasons = [reason for reason in answer.proof.reasons if reason.effect == "excludes"]
    assert {reason.outcome for reason in reasons} == {
        outcome.reading for outcome in answer.outcomes if outcome.state in excluded
    }
    assert all("all_blood_mixes(Patient)" in reason.proof.source for reason in reasons)
    assert all(reason.log_odds is None for reason in reasons)
    network = {o.state: o.network for o in answer.outcomes}
    assert all(network[state] > 0 for state in excluded)


def test_no_answer_of_many_breaks_a_hard_rule(fitted: Fitting) -> None:
    reasoner = fitted("child")
    cases = load_data(reasoner.pack, 300, 5)
    found = reasoner.decide(cases)
    vocabulary = reasoner.vocabulary
    no_mixing = cases.column("CardiacMixing") == vocabulary.find("CardiacMixing").states.index(
        "None"
    )
    excluded = [found.states.index(state) for state in ("PAIVS", "TAPVD")]
    assert no_mixing.any()
    assert (found.probabilities[np.ix_(no_mixing & ~found.conflict, excluded)] == 0).all()


@pytest.fixture(scope="module")
def decided(quick: Any, tmp_path_factory: pytest.TempPathFactory) -> Reasoner:
    """A pump whose hard rules leave one fault where it is cool and at full flow."""
    root = tmp_path_factory.mktemp("decided")
    pack = new_pack(root, "pump")
    with pack.rule_files[0].open("a", encoding="utf-8") as file:
        file.write(
            "\nfalse :-\n    fault(Pump, bearing),\n    temperature(Pump, T),\n    T < 40.\n"
        )
    return Reasoner.from_folder(root, "pump").fit(options=quick)


def by_state(answer: Answer) -> dict[str, float]:
    return {outcome.state: outcome.probability for outcome in answer.outcomes}


def test_where_one_outcome_is_left_the_rules_derive_it(decided: Reasoner) -> None:
    answer = decided.ask("flow=normal, temperature=35")
    assert by_state(answer) == {"none": 1.0, "bearing": 0.0, "blockage": 0.0}
    assert answer.proof.kind == "derivation"
    assert {reason.outcome for reason in answer.proof.reasons} >= {"bearing", "blockage"}
    assert "35" not in answer.proof.sentence
    assert answer.proof.sentence == "The rules derive none."


def test_a_soft_rule_moves_the_odds_by_its_factor(decided: Reasoner) -> None:
    answer = decided.ask("temperature=84")
    soft = [r for r in answer.proof.reasons if "overheated(Pump)" in r.proof.source]
    assert len(soft) == 1
    assert soft[0].effect == "against"
    assert soft[0].log_odds is not None
    # Strength 0.9 leaves a tenth of the weight of all worlds without a bearing fault.
    assert soft[0].log_odds == pytest.approx(math.log(0.1), abs=0.02)
    assert "none or blockage" in soft[0].outcome


def test_the_numbers_of_a_case_are_compared(decided: Reasoner) -> None:
    hot = decided.ask("temperature=84").proof.reasons
    cool = decided.ask("temperature=50").proof.reasons
    assert any("overheated(Pump)" in reason.proof.source for reason in hot)
    assert not any("overheated(Pump)" in reason.proof.source for reason in cool)
