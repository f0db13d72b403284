import dataclasses
import json
from collections import Counter

import pytest

from neurosym.explanation.answer import (
    Answer,
    Arrow,
    CausalPath,
    ConflictReport,
    Fact,
    FindingEffect,
    NextQuestion,
    Outcome,
    Proof,
    Reason,
    Step,
    WouldChange,
)


class Source:
    """Gives fixed parts and counts how often each is asked for."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def proof(self) -> Proof:
        self.asked["proof"] += 1
        step = Step("fever", "rule", "a.pl:1", "ill :- fever", 0.5, (Step("it is hot", "state"),))
        return Proof("none", "No rule decides.", (Reason("for", "flu", 0.7, "It speaks.", step),))

    def path(self) -> CausalPath | None:
        self.asked["path"] += 1
        arrow = Arrow("flu", "fever", 0.5)
        return CausalPath(("flu", "fever"), (arrow,), {"flu": ("yes", 0.9)}, "flu -> fever")

    def contributions(self) -> tuple[FindingEffect, ...]:
        self.asked["contributions"] += 1
        return (FindingEffect("fever", "Fever speaks for flu.", 0.7),)

    def would_change(self) -> tuple[WouldChange, ...]:
        self.asked["would_change"] += 1
        return (WouldChange("fever", "no", "cold", 0.8, True, "If fever were no, cold."),)

    def next_question(self) -> NextQuestion | None:
        self.asked["next_question"] += 1
        return NextQuestion("cough", ("yes", "no"), "Cough?", 0.1, 1.0, "It helps.")

    def conflict(self) -> ConflictReport | None:
        self.asked["conflict"] += 1
        return None

    def summary(self, answer: Answer) -> str:
        return f"{answer.outcomes[0].reading} it is."

    def html(self, answer: Answer) -> str:
        return f"<p>{answer.summary}</p>"

    def text(self, answer: Answer) -> str:
        return f"{answer.summary}\n{answer.proof.sentence}"


def made(abstains: bool = False) -> tuple[Answer, Source]:
    source = Source()
    outcomes = (
        Outcome("flu", "influenza", 0.7, 0.6, 0.5, 0.8, in_set=True),
        Outcome("cold", "common cold", 0.25, 0.3, 0.3, 0.15, in_set=True),
        Outcome("none", "nothing", 0.05, 0.1, 0.2, 0.05, in_set=False),
    )
    facts = (Fact("fever", "yes", "fever: yes", "row 3"),)
    figures = (0.7, abstains, "unsure" if abstains else "", "guarantee", 0.6, 0.9, ("a note",))
    return Answer("ward", "disease", facts, outcomes, *figures, source), source


def test_the_outcome_is_the_first_unless_it_abstains() -> None:
    assert made()[0].outcome == "flu"
    assert made(abstains=True)[0].outcome is None


def test_the_prediction_set_keeps_the_order_of_outcomes() -> None:
    assert made()[0].prediction_set == ("flu", "cold")


def test_parts_are_worked_out_when_first_read_and_once() -> None:
    answer, source = made()
    assert not source.asked
    for _ in range(2):
        assert answer.proof.kind == "none"
        assert answer.next_question is not None
    assert source.asked == {"proof": 1, "next_question": 1}


def test_the_whole_answer_is_json() -> None:
    answer, source = made()
    content = json.loads(json.dumps(answer.to_json(), allow_nan=False))
    assert content["outcome"] == "flu"
    assert content["facts"] == [
        {"variable": "fever", "state": "yes", "reading": "fever: yes", "source": "row 3"}
    ]
    assert content["proof"]["reasons"][0]["proof"]["children"][0]["sentence"] == "it is hot"
    assert content["path"]["arrows"] == [{"cause": "flu", "effect": "fever", "strength": 0.5}]
    assert content["path"]["states"] == {"flu": ["yes", 0.9]}
    assert content["would_change"][0]["state"] == "no"
    assert content["conflict"] is None
    assert content["summary"] == "influenza it is."
    given = {field.name for field in dataclasses.fields(answer)} - {"source"}
    assert given <= set(content)
    assert max(source.asked.values()) == 1


def test_text_page_and_string_come_from_the_source() -> None:
    answer, _ = made()
    assert answer.to_text() == "influenza it is.\nNo rule decides."
    assert answer._repr_html_() == "<p>influenza it is.</p>"
    assert str(answer) == "influenza it is."


def test_an_answer_is_not_changed_by_hand() -> None:
    answer, _ = made()
    with pytest.raises(dataclasses.FrozenInstanceError, match="confidence"):
        answer.confidence = 1.0  # type: ignore[misc]
