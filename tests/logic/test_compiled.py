"""Queries that are compiled once."""

import pytest

from neurosym.errors import InconsistentEvidenceError, UnsupportedRuleError
from neurosym.logic.program import Program

TEXT = "0.4::a. 0.5::b. 0.3::c(1); 0.2::c(2). q :- a, c(_). q :- b. query(q). evidence(\\+ c(2))."


def expected(a: float, b: float, one: float, two: float) -> float:
    c = one / (1.0 - two)
    return 1.0 - (1.0 - a * c) * (1.0 - b)


def test_other_probabilities_by_hand() -> None:
    compiled = Program.from_text(TEXT).compile()
    assert compiled.query()["q"] == pytest.approx(expected(0.4, 0.5, 0.3, 0.2))
    found = compiled.query({"a": 0.9, "c(1)": 0.6})["q"]
    assert found == pytest.approx(expected(0.9, 0.5, 0.6, 0.2))
    assert compiled.query()["q"] == pytest.approx(expected(0.4, 0.5, 0.3, 0.2))


def test_the_ends_of_the_scale() -> None:
    compiled = Program.from_text(TEXT).compile()
    assert compiled.query({"a": 0.0, "b": 0.0})["q"] == 0.0
    assert compiled.query({"a": 0.0, "b": 1.0})["q"] == 1.0


def test_tiny_numbers_do_not_underflow() -> None:
    facts = " ".join(f"1e-3::f({i})." for i in range(200))
    body = ", ".join(f"f({i})" for i in range(200))
    program = Program.from_text(f"{facts} e :- {body}. 0.25::g. query(g). evidence(e).")
    assert program.query()["g"] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"d": 0.5}, "d is no uncertain fact that the queries need; they need a, b, c"),
        ({"a": 1.5}, "a has the probability 1.5; give one from 0 to 1"),
        ({"c(1)": 0.9}, "exclude each other, but their probabilities sum to 1.1"),
    ],
)
def test_bad_probabilities(given: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(").replace(")", r"\)")):
        Program.from_text(TEXT).compile().query(given)


def test_evidence_that_the_new_numbers_exclude() -> None:
    compiled = Program.from_text("0.5::a. 0.5::b :- a. query(a). evidence(b).").compile()
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
        compiled.query({"a": 0.0})


def test_a_text_that_several_choices_have() -> None:
    text = "0.5::x. 0.3::a; 0.2::b :- x. 0.6::a; 0.1::b :- \\+ x. query(a)."
    compiled = Program.from_text(text).compile()
    with pytest.raises(ValueError, match="a is chosen in several places"):
        compiled.query({"a": 0.4})


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("0.0::a. 0.5::b. c :- a. c :- b. query(c).", {"a": 0.9}, 0.95),
        ("1.0::a. 0.5::b. c :- \\+ a. c :- b. query(c).", {"a": 0.1}, 0.9 + 0.1 * 0.5),
        ("0.4::a; 0.6::b. c :- \\+ a, \\+ b. query(c).", {"a": 0.1, "b": 0.2}, 0.7),
    ],
)
def test_what_was_certain_may_change(text: str, given: dict[str, float], expected: float) -> None:
    compiled = Program.from_text(text).compile()
    assert compiled.query(given)["c"] == pytest.approx(expected, abs=1e-12)
    assert compiled.query() == Program.from_text(text).query()


def test_a_predicted_atom_takes_its_probability_from_the_caller() -> None:
    program = Program.from_text(":- predicted ill/1.\nsick(P) :- ill(P).\nquery(sick(ann)).")
    assert program.compile().query({"ill(ann)": 0.3}) == pytest.approx({"sick(ann)": 0.3})
    assert program.query(evidence=["ill(ann)"]) == {"sick(ann)": 1.0}
    assert program.query(evidence=["\\+ ill(ann)"]) == {"sick(ann)": 0.0}
    with pytest.raises(UnsupportedRuleError, match=r"ill\(ann\) is predicted: a model gives its"):
        program.query()


def test_states_of_a_predicted_variable_exclude_each_other() -> None:
    program = Program.from_text(
        ":- predicted d/2, ill/1.\n"
        "both(P) :- d(P, flu), d(P, cold).\neither(P) :- d(P, flu).\neither(P) :- d(P, cold).\n"
        "sick(P) :- either(P), ill(P).\n"
    )
    goals = ["both(ann)", "either(ann)", "sick(ann)"]
    given = {"d(ann,flu)": 0.6, "d(ann,cold)": 0.3, "ill(ann)": 0.5}
    found = program.compile(goals).query(given)
    assert found == pytest.approx({"both(ann)": 0.0, "either(ann)": 0.9, "sick(ann)": 0.45})
    known = program.compile(["d(ann,cold)", "either(ann)"], evidence=["d(ann,flu)"])
    assert known.query() == {"d(ann,cold)": 0.0, "either(ann)": 1.0}
    without = program.compile("d(ann,cold)", evidence=["\\+ d(ann,flu)"])
    beliefs = {"d(ann,flu)": 0.6, "d(ann,cold)": 0.3}
    assert without.query(beliefs) == pytest.approx({"d(ann,cold)": 0.75})
    with pytest.raises(UnsupportedRuleError, match=r"d\(ann,flu\) is predicted"):
        without.query({"d(ann,cold)": 0.3})
    with pytest.raises(ValueError, match=r"their probabilities sum to 1\.3"):
        program.compile(goals).query(given | {"d(ann,cold)": 0.7})
