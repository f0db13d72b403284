import pytest

from neurosym.cases.case import Case, CellSpan, Finding, Relation, TextSpan
from neurosym.errors import CaseError


def test_a_case_prints_as_a_case_string() -> None:
    case = Case((Finding("LVH", "yes"), Finding("mean radius", "< 18", 17.9), Finding("x", "a,b")))
    assert str(case) == 'LVH=yes, mean radius=17.9, x="a,b"'
    assert case.state("LVH") == "yes"
    assert case.state("lvh") is None


def test_one_variable_in_two_states_names_both() -> None:
    findings = (Finding("LowerBodyO2", "<5"), Finding("LowerBodyO2", "12+"))
    with pytest.raises(CaseError, match=r"^LowerBodyO2 is given twice: <5 and 12\+; give it one"):
        Case(findings)


def test_one_finding_twice_is_refused() -> None:
    with pytest.raises(CaseError, match=r"^LVH=yes is given twice; give it once$"):
        Case((Finding("LVH", "yes"), Finding("LVH", "yes")))


def test_other_entities_and_times_are_other_findings() -> None:
    findings = (
        Finding("fever", "yes", time=0.0),
        Finding("fever", "no", time=1.0),
        Finding("fever", "no", entity="brother"),
    )
    assert len(Case(findings).findings) == 3


def test_relations_and_places_print() -> None:
    relation = Relation("refers_to", ("clause_2", "Clause 7"), TextSpan("contract.txt", 10, 42))
    assert str(relation) == "refers_to(clause_2, 'Clause 7')"
    assert str(relation.source) == "contract.txt:10-42"
    assert str(CellSpan("data.csv", 3, "Age")) == "data.csv:row 3, column Age"


def test_notes_are_collected() -> None:
    assert Case((Finding("x", "1"), Finding("y", "2", note="odd"))).notes == ("odd",)
