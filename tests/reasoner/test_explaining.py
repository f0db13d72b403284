"""Laws that hold of every answer: each part is checked against the answer asked again."""

import dataclasses
import json
import math
from collections.abc import Callable, Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from neurosym.cases.case import Case, Finding
from neurosym.cases.table import CaseTable
from neurosym.explanation.answer import Answer, Step
from neurosym.packs import load_data
from neurosym.reasoner.reasoner import Reasoner

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("child", "respiratory", "breast")
Fitting = Callable[[str], Reasoner]
FEW = 3


def unseen(reasoner: Reasoner) -> CaseTable:
    """Cases of which about half is hidden, the target always."""
    rows = np.arange(420, 420 + FEW)
    table = load_data(reasoner.pack).rows(rows).binned(reasoner.vocabulary)
    mask = np.random.default_rng(11).random(table.codes.shape) < 0.5
    mask[:, reasoner.vocabulary.index(reasoner.target)] = True
    return table.hidden(mask)


@pytest.fixture(scope="module")
def asked(fitted: Fitting) -> Callable[[str], list[tuple[Case, Answer]]]:
    made: dict[str, list[tuple[Case, Answer]]] = {}

    def ask(name: str) -> list[tuple[Case, Answer]]:
        if name not in made:
            reasoner = fitted(name)
            table = unseen(reasoner)
            cases = [reasoner.pack.demonstration(), *(table.case(row) for row in range(FEW))]
            made[name] = [(case, reasoner.ask(case)) for case in cases]
        return made[name]

    return ask


Asking = Callable[[str], list[tuple[Case, Answer]]]


def steps(step: Step) -> Iterator[Step]:
    yield step
    for child in step.children:
        yield from steps(child)


@pytest.mark.parametrize("name", NAMES)
def test_outcomes_are_all_states_sum_to_one_and_come_in_order(asked: Asking, name: str) -> None:
    for _, answer in asked(name):
        said = [outcome.probability for outcome in answer.outcomes]
        assert math.fsum(said) == pytest.approx(1.0, abs=1e-9)
        assert said == sorted(said, reverse=True)
        assert answer.confidence == said[0]
        for kind in ("fused", "network", "belief"):
            whole = math.fsum(getattr(outcome, kind) for outcome in answer.outcomes)
            # The model's belief is in single precision.
            assert whole == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_the_prediction_set_holds_the_most_probable(asked: Asking, name: str) -> None:
    for _, answer in asked(name):
        assert answer.prediction_set
        assert answer.prediction_set[0] == answer.outcomes[0].state
        assert answer.outcome in (None, answer.outcomes[0].state)
        assert answer.abstains == bool(answer.reason)


@pytest.mark.parametrize("name", NAMES)
def test_proofs_point_at_lines_that_hold_the_quoted_rule(asked: Asking, name: str) -> None:
    seen = 0
    for _, answer in asked(name):
        for reason in answer.proof.reasons:
            for step in steps(reason.proof):
                if not step.place:
                    continue
                file, line = step.place.rsplit(":", 1)
                below = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1 :]
                quoted = [text.strip() for text in f"{step.source}.".splitlines()]
                assert [text.strip() for text in below[: len(quoted)]] == quoted
                seen += 1
    assert seen


@pytest.mark.parametrize("name", NAMES)
def test_path_nodes_are_joined_by_arrows_of_the_graph(
    fitted: Fitting, asked: Asking, name: str
) -> None:
    reasoner = fitted(name)
    arrows = {(edge.cause, edge.effect) for edge in reasoner.graph.edges}
    seen = 0
    for case, answer in asked(name):
        for path in reasoner.asked(case).paths():
            given = [(arrow.cause, arrow.effect) for arrow in path.arrows]
            assert set(given) <= arrows
            assert [set(arrow) for arrow in given] == [set(pair) for pair in pairwise(path.nodes)]
            assert len(set(path.nodes)) == len(path.nodes)
            assert reasoner.target in path.nodes
            assert set(path.states) == set(path.nodes)
            assert all(0.0 <= arrow.strength <= 1.0 for arrow in path.arrows)
            seen += 1
        assert answer.path is None or answer.path == reasoner.asked(case).paths()[0]
    assert seen


@pytest.mark.parametrize("name", ["child", "respiratory"])
def test_every_change_named_changes_the_answer(fitted: Fitting, asked: Asking, name: str) -> None:
    named = [changed_as_named(fitted(name), case, answer) for case, answer in asked(name)]
    assert sum(named)


def test_a_number_is_changed_to_one_that_is_usual_in_its_bin(project: Path) -> None:
    place = project / ".neurosym" / "pump" / "reasoner.safetensors"
    reasoner = Reasoner.from_folder(project, "pump").load(place)
    case = reasoner.case("temperature=84, flow=normal")
    answer = reasoner.ask(case)
    assert "temperature" in {item.variable for item in answer.would_change}
    assert changed_as_named(reasoner, case, answer)


def changed_as_named(reasoner: Reasoner, case: Case, answer: Answer) -> int:
    """Ask again with each change that an answer names; return how many there are."""
    known = {finding.variable for finding in case.findings}
    for item in answer.would_change:
        variable = reasoner.vocabulary.find(item.variable)
        index = reasoner.vocabulary.index(variable.name)
        number = reasoner.fitted.numbers[index, variable.states.index(item.state)]
        others = tuple(f for f in case.findings if f.variable != variable.name)
        value = None if math.isnan(number) else float(number)
        again = reasoner.ask(Case((*others, Finding(variable.name, item.state, value))))
        assert again.outcomes[0].state == item.outcome != answer.outcomes[0].state
        # Asked alone and in a batch; the model is in single precision.
        assert again.outcomes[0].probability == pytest.approx(item.probability, abs=1e-5)
        assert item.observed == (variable.name in known)
        assert variable.changeable
    return len(answer.would_change)


@pytest.mark.parametrize("name", NAMES)
def test_contributions_are_the_answer_with_a_finding_left_out(
    fitted: Fitting, asked: Asking, name: str
) -> None:
    reasoner = fitted(name)
    for case, answer in asked(name):
        best = answer.outcomes[0]
        assert {item.variable for item in answer.contributions} == {
            finding.variable for finding in case.findings
        }
        for item in answer.contributions[:3]:
            others = tuple(f for f in case.findings if f.variable != item.variable)
            again = {o.state: o.probability for o in reasoner.ask(Case(others)).outcomes}
            expected = log_odds(best.probability) - log_odds(again[best.state])
            assert item.log_odds == pytest.approx(expected, abs=2e-3)


def log_odds(p: float) -> float:
    p = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(p) - math.log1p(-p)


@pytest.mark.parametrize("name", NAMES)
def test_the_next_question_is_open_and_its_gain_is_positive(
    fitted: Fitting, asked: Asking, name: str
) -> None:
    reasoner, seen = fitted(name), 0
    for case, answer in asked(name):
        question = answer.next_question
        if question is None:
            continue
        assert question.variable not in {finding.variable for finding in case.findings}
        assert question.variable != reasoner.target
        assert question.states == reasoner.vocabulary.find(question.variable).states
        assert question.gain > 0
        assert question.text
        seen += 1
    assert seen


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_answer_is_plain_json_and_text(asked: Asking, name: str) -> None:
    for _, answer in asked(name):
        content = json.loads(json.dumps(answer.to_json(), ensure_ascii=False, allow_nan=False))
        assert content["pack"] == name
        assert content["outcome"] == answer.outcome
        assert content["outcomes"][0]["state"] == answer.outcomes[0].state
        assert content["prediction_set"] == list(answer.prediction_set)
        text = answer.to_text()
        assert answer.outcomes[0].reading in text
        assert answer.proof.sentence in text
        assert answer.guarantee in text
        assert answer.summary in unescape(answer._repr_html_())
        assert str(answer) == answer.summary


def test_sentences_hold_no_fragment_of_another(asked: Asking) -> None:
    for name in NAMES:
        for _, answer in asked(name):
            text = answer.to_text()
            assert " It is not so" not in text
            assert ".." not in text
            assert "{" not in text


def test_an_answer_in_chinese_is_in_chinese(fitted: Fitting) -> None:
    reasoner = fitted("child")
    case = reasoner.pack.demonstration()
    english, chinese = reasoner.ask(case), reasoner.ask(case, language="zh")
    assert chinese.outcomes == english.outcomes
    assert chinese.next_question is not None
    assert (
        chinese.next_question.text
        == reasoner.vocabulary.find(chinese.next_question.variable).question["zh"]
    )
    for sentence in (chinese.summary, chinese.guarantee, chinese.proof.sentence):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in sentence)


def test_a_mandatory_finding_is_asked_first(fitted: Fitting) -> None:
    reasoner = fitted("respiratory")
    engine = reasoner.fitted.engine
    before, dyspnoea = engine.vocabulary, engine.vocabulary.find("dysp")
    engine.vocabulary = before.replaced(dataclasses.replace(dyspnoea, mandatory=True))
    try:
        question = reasoner.ask("cough=yes").next_question
    finally:
        engine.vocabulary = before
    assert question is not None
    assert question.variable == "dysp"


def test_a_change_too_unsure_to_be_an_answer_says_so(fitted: Callable[[str], Reasoner]) -> None:
    reasoner = fitted("child")
    threshold = reasoner.certificate.threshold
    changes = reasoner.ask("lower_body_o2=<5, chest_xray=oligaemic").would_change
    assert changes
    for change in changes:
        assert ("not surely enough" in change.sentence) == (change.probability < threshold)
