"""Faults of rule files that need the whole program or the case's variables."""

from pathlib import Path

import pytest

from neurosym.errors import RuleEvaluationError, RuleSyntaxError, UnknownPredicateError
from neurosym.logic.checking import Severity, faults, faults_of_text
from neurosym.logic.ground_program import AtomSchema
from neurosym.logic.program import Program

SCHEMA = AtomSchema(
    (
        ("chest_xray(case,oligaemic)", 0, 0),
        ("chest_xray(case,normal)", 0, 1),
        ("lvh(case)", 1, 0),
    ),
    (("amount(case,N)", 2),),
)


def found(text: str) -> list[str]:
    return [str(fault) for fault in faults_of_text(text, name="r.pl", schema=SCHEMA)]


def test_a_clean_program() -> None:
    assert found("a(P) :- chest_xray(P, normal), lvh(P), amount(P, X), X > 3.\nquery(a(_)).") == []


def test_unknown_state() -> None:
    assert found("false :-\n    chest_xray(P, oligemic),\n    lvh(P).") == [
        (
            "r.pl:2:19: unknown state oligemic in chest_xray(P,oligemic); "
            "did you mean oligaemic? states are normal, oligaemic"
        )
    ]


def test_unknown_predicate_with_its_column_and_nearest_name() -> None:
    text = "a(P) :- lvh(P), \\+ lhv(P).\nb :- findall(X, aa(X), _).\nquery(c)."
    assert found(text) == [
        "r.pl:1:20: unknown predicate lhv/1; did you mean lvh/1?",
        "r.pl:2:17: unknown predicate aa/1; did you mean a/1?",
        "r.pl:3:1: unknown predicate c/0; define it, or declare it :- observed c/0.",
    ]


def test_the_body_of_an_aggregate_is_checked_in_its_place() -> None:
    text = ":- use_module(library(aggregate)).\np(1).\nq(sum<X>) :- p(X), {}.\nquery(q(_)).\n"
    assert found(text.format("pp(X)")) == ["r.pl:3:20: unknown predicate pp/1; did you mean p/1?"]
    (refused,) = found(text.format("shell(X)"))
    assert refused.startswith("r.pl:3:20: shell/1 is not allowed in rules: it reaches outside")


def test_an_arrow_that_is_meant_to_compare() -> None:
    sentence = (
        "=> collects answers, and {} is no collector; write >= to compare, or collect with "
        "Goal => list(Value, Values)"
    )
    assert found("a :- p(T), T => 3.\np(4).") == [f"r.pl:1:12: {sentence.format('3')}"]
    assert found("a(M) :- p(T) => most(T, M).\np(4).") == [f"r.pl:1:9: {sentence.format('most')}"]
    assert found("a(M) :- p(T) => list(T, M).\np(4).") == []
    assert found("collect_most(_, _, _, 4).\na(M) :- p(T) => most(T, M).\np(4).") == []
    with pytest.raises(UnknownPredicateError) as late:
        Program.from_text("p(3, 4).\na :- p(T, S), T => S.\nquery(a).").query()
    assert str(late.value) == sentence.format("4")
    with pytest.raises(RuleSyntaxError, match=r"^program\.pl:1:12: => collects answers, and 3 is"):
        Program.from_text("a :- p(T), T => 3.\np(4).\nquery(a).")


def test_a_subquery_that_asks_for_itself_names_its_place_once() -> None:
    with pytest.raises(RuleEvaluationError) as caught:
        Program.from_text("0.5::a. b(P) :- subquery(b(_), P).\nquery(b(_)).").query()
    assert str(caught.value) == (
        "program.pl:1:9: the subquery b(_) asks for subqueries more than five deep; end the "
        "recursion"
    )


def test_wrong_number_of_arguments() -> None:
    assert found("p(1, 2).\nq :- p(1).") == ["r.pl:2:6: unknown predicate p/1; did you mean p/2?"]


def test_rule_for_what_the_case_decides() -> None:
    (fault,) = found("b(1).\nlvh(P) :- b(P).")
    assert fault.startswith("r.pl:2:1: lvh/1 is decided by the case, so no rule can define it;")


def test_scattered_clauses_are_a_warning() -> None:
    (fault,) = faults_of_text("a(1).\nb(1).\na(2).\n", name="r.pl")
    assert fault.severity is Severity.WARNING
    assert str(fault) == "r.pl:3:1: clauses of a/1 are not together; move this one to the others"


def test_faults_of_all_kinds_in_the_order_of_their_places() -> None:
    text = "a :- halt.\nb(X) :- c.\nd(.\ne :- d(1).\n:- nothing.\n"
    listed = faults_of_text(text, name="r.pl")
    assert [(f.position.line, f.code) for f in listed] == [
        (1, "permission"),
        (2, "singleton"),
        (2, "unknown_predicate"),
        (3, "syntax"),
        (5, "directive"),
    ]


def test_files_of_a_folder_are_one_program(tmp_path: Path) -> None:
    (tmp_path / "a.pl").write_text("a :- b.\n")
    assert [f.code for f in faults(tmp_path)] == ["unknown_predicate"]
    (tmp_path / "b.pl").write_text("b.\n")
    assert faults(tmp_path) == []


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "programs").glob("*.pl")))
def test_no_false_alarm_on_the_test_programs(path: Path) -> None:
    errors = [str(f) for f in faults(path) if f.severity is Severity.ERROR]
    assert errors == []
