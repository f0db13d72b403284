"""The tables of the docs, ProbLog itself on the test programs, and corners of the language."""

import re
from pathlib import Path

import pytest

from neurosym.errors import NeurosymError, ResourceLimitError
from neurosym.logic.engine import Limits
from neurosym.logic.program import Program
from neurosym.logic.worlds import brute_force

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
_LEFT_OUT = PAGE.partition("## What is left out")[2]
REFUSED = re.findall(r"^\| `(.+)` \| (.+) \|$", _LEFT_OUT, re.MULTILINE)
PROBLOG_PROGRAMS = [
    path
    for path in sorted((ROOT / "tests" / "programs").glob("*.pl"))
    if "% Expected values: ProbLog" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[text for text, _ in REFUSED])
def test_what_is_left_out_is_refused_with_the_sentence_of_the_docs(
    text: str, sentence: str
) -> None:
    with pytest.raises(NeurosymError) as caught:
        Program.from_text(text).query()
    assert str(caught.value).endswith(sentence)


def test_the_docs_list_what_is_left_out() -> None:
    assert len(REFUSED) >= 25


def test_there_are_programs_for_every_feature() -> None:
    assert len(list((ROOT / "tests" / "programs").glob("*.pl"))) >= 150
    assert len(PROBLOG_PROGRAMS) >= 100


@pytest.mark.parametrize("path", PROBLOG_PROGRAMS, ids=lambda path: path.stem)
def test_problog_agrees(path: Path) -> None:
    pytest.importorskip("problog")
    from problog import get_evaluatable
    from problog.program import PrologFile

    theirs = get_evaluatable().create_from(PrologFile(str(path))).evaluate()
    expected = {str(name): float(value) for name, value in theirs.items()}
    found = Program.load(path).query()
    for name in found.keys() | expected.keys():
        assert found.get(name, 0.0) == pytest.approx(expected.get(name, 0.0), abs=1e-9), name


def answers(text: str) -> dict[str, float]:
    program = Program.from_text(text)
    found = program.query()
    assert brute_force(program.ground()) == pytest.approx(found, abs=1e-9)
    return found


def test_own_predicates_win_over_those_of_the_library() -> None:
    text = "0.5::a. possible(X) :- X = a, a. sum(X, Y) :- Y = X. error(1). query(possible(_))."
    assert answers(text) == pytest.approx({"possible(a)": 0.5})
    assert answers("sum(X, Y) :- Y = X. query(sum(1, Y)).") == {"sum(1,1)": 1.0}
    assert answers("cut(1). 0.5::a. q :- a, cut(X), X = 1. query(q).") == pytest.approx({"q": 0.5})


def test_library_clauses_are_numbered_behind_the_programs_own() -> None:
    program = Program.from_text("q(X) :- select_uniform(i, [a, b], X, _).\nquery(q(_)).\n")
    assert program.query() == pytest.approx({"q(a)": 0.5, "q(b)": 0.5})
    places = [str(clause.position) for clause in program.clauses]
    assert places[:2] == ["program.pl:1:1", "program.pl:2:1"]
    assert {place.split(":")[0] for place in places[2:]} == {"problog_library.pl"}


def test_counts_grow_with_the_number_of_partial_results() -> None:
    sizes = []
    for facts in (10, 20, 40):
        text = f"0.5::c(N) :- between(1, {facts}, N). k(K) :- aggregate_all(count, c(_), K)."
        sizes.append(len(Program.from_text(text).ground("k(_)").rules))
    assert sizes[1] < 4.5 * sizes[0]
    assert sizes[2] < 4.5 * sizes[1]


def test_the_order_of_answers_does_not_depend_on_earlier_queries() -> None:
    text = "0.5::a. p(1) :- a. p(2) :- a. q(L) :- findall(X, p(X), L). r(X) :- ( p(X) -> true )."
    found = answers(f"{text} query(p(2)). query(q(_)). query(r(_)).")
    positive = {name: p for name, p in found.items() if p > 0}
    assert positive == pytest.approx({"p(2)": 0.5, "q([1, 2])": 0.5, "q([])": 0.5, "r(1)": 0.5})


def test_certain_goals_are_collected_in_a_proof() -> None:
    text = "n(1). n(2). 0.5::a. q :- a, findall(X, n(X), L), L = [1, 2]."
    (proof,) = Program.from_text(text).prove("q")
    assert proof.probability == pytest.approx(0.5)


def test_dynamic_predicates_without_clauses_fail() -> None:
    assert answers(":- dynamic b/1, c/0. 0.5::a. q :- a, \\+ b(1), \\+ c. query(q).") == {"q": 0.5}


def test_a_subquery_leaves_the_recording_as_it_was() -> None:
    text = "0.5::a. 0.4::b. p(X) :- a, subquery(b, X). p(X) :- p(X), b. query(p(_)). query(a)."
    assert answers(text) == pytest.approx({"p(0.4)": 0.5, "a": 0.5})


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1/3", "0.333333333333333"),
        ("0.1 + 0.2", "0.3"),
        ("3.0", "3.0"),
        ("1.0e20", "1e+20"),
        ("1.0e-7", "1e-07"),
        ("2.5e15", "2500000000000000.0"),
        ("1.0e5", "100000.0"),
        ("6/3", "2.0"),
        ("6//3", "2"),
    ],
)
def test_floats_are_written_as_problog_does(number: str, text: str) -> None:
    assert answers(f"q(X) :- X is {number}. query(q(_)).") == {f"q({text})": 1.0}


def test_a_negated_head_alone_names_what_is_missing() -> None:
    with pytest.raises(NeurosymError, match="unknown predicate a_p/0"):
        answers("0.5::b. \\+a :- b. query(a).")


def test_a_limit_that_is_reached_in_a_subquery_is_told_as_such() -> None:
    text = "0.3::a(X) :- n(X). n(1). n(2). p(P) :- subquery(a(1), P). query(p(_))."
    source = Program.from_text(text).source
    told = set()
    for inferences in range(50, 4000, 7):
        try:
            assert Program(source, Limits(inferences=inferences)).query() == {"p(0.3)": 1.0}
        except ResourceLimitError as error:
            told.add(str(error))
    assert len(told) == 2
    assert all("reached its number" in text or "reached their number" in text for text in told)
