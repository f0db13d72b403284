"""Derived atoms in a case: the seed document's clause, asked under the fused posterior."""

from collections.abc import Callable
from pathlib import Path

import pytest

from neurosym.errors import InconsistentEvidenceError, UnknownPredicateError
from neurosym.logic.program import Program
from neurosym.packs import find_pack
from neurosym.reasoner.reasoner import Reasoner
from neurosym.steering.schema import schema_of

Fitting = Callable[[str], Reasoner]
SEED = (
    "diagnose(Patient, Disease) :- symptom(Patient, Fever), symptom(Patient, Cough), "
    "not(risk_factor(Patient, Smoking)), diagnosis_rule(Fever, Cough, not(Smoking), Disease)."
)
RULES = Path(__file__).resolve().parents[2] / "rules" / "respiratory"


def test_the_seed_clause_stands_verbatim_in_the_pack() -> None:
    lines = (RULES / "respiratory.pl").read_text(encoding="utf-8").splitlines()
    assert lines.count(SEED) == 1


def test_it_loads_and_grounds_under_the_packs_variables() -> None:
    schema = schema_of(find_pack("respiratory").vocabulary)
    ground = Program.load(RULES).ground("diagnose(case, D)", schema=schema)
    texts = {text.replace(" ", "") for text, _ in ground.queries}
    assert texts == {"diagnose(case,bronchitis)", "diagnose(case,tuberculosis)"}
    assert {leaf.text.replace(" ", "") for leaf in ground.leaves.values()} >= {
        "symptom(case,fever)",
        "symptom(case,cough)",
        "risk_factor(case,smoking)",
    }


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("fever=yes, cough=yes, smoke=no", 1.0),
        ("fever=yes, cough=yes, smoke=yes", 0.0),
        ("fever=no, cough=yes, smoke=no", 0.0),
        ("fever=yes, cough=no, smoke=no", 0.0),
    ],
)
def test_where_the_case_decides_it_holds_or_not(
    fitted: Fitting, case: str, expected: float
) -> None:
    found = fitted("respiratory").query("diagnose(case, D)", case)
    assert {text.replace(" ", ""): p for text, p in found.items()} == pytest.approx(
        {"diagnose(case,bronchitis)": expected, "diagnose(case,tuberculosis)": expected},
        abs=1e-9,
    )


def test_where_the_case_is_silent_it_is_as_probable_as_its_body(fitted: Fitting) -> None:
    reasoner = fitted("respiratory")
    (found,) = set(reasoner.query("diagnose(case, bronchitis)", "fever=yes, cough=yes").values())
    marginals = reasoner.asked("fever=yes, cough=yes").asked.fused.marginals
    smoke = reasoner.vocabulary.find("smoke")
    silent = marginals[reasoner.vocabulary.index("smoke")][0, smoke.states.index("no")]
    assert 0.0 < found < 1.0
    assert found == pytest.approx(float(silent), abs=1e-6)


def test_a_predicted_atom_has_the_fused_probability(fitted: Fitting) -> None:
    reasoner = fitted("respiratory")
    (found,) = reasoner.query("bronchitis(case)", "cough=yes").values()
    fused = {o.state: o.fused for o in reasoner.ask("cough=yes").outcomes}
    assert found == pytest.approx(fused["yes"], abs=1e-6)


def test_a_case_that_breaks_the_rules_derives_nothing(fitted: Fitting) -> None:
    with pytest.raises(InconsistentEvidenceError, match="the case breaks the hard rules"):
        fitted("respiratory").query("diagnose(case, D)", "either=no, tub=yes")


def test_an_unknown_goal_is_named(fitted: Fitting) -> None:
    with pytest.raises(UnknownPredicateError, match=r"unknown predicate diagnos/2; did you mean"):
        fitted("respiratory").query("diagnos(case, D)")
