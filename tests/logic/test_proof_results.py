"""Proofs and reasons why not as text, JSON, graph and page, in every language."""

import json

import networkx as nx
import pytest

from neurosym.cases.facts import facts_of
from neurosym.errors import PhraseError
from neurosym.logic.program import Program
from neurosym.logic.proof_results import Proofs, WhyNot

RULES = r""":- observed temp/2. :- closed temp/2.
:- pred sick(P) :: '@(P:patient) is <sick>'.
:- pred temp(P, T) :: 'the temperature of @(P:patient) is @(T)'.
sick(P) :- temp(P, T), T > 38, \+ shot(P).
0.25::shot(P) :- temp(P, _).
"""
FACTS = facts_of([{"who": "ann", "temp": 36.8}, {"who": "bob", "temp": 39.5}], key="who")


@pytest.fixture
def proofs() -> Proofs:
    return Program.from_text(RULES, name="ward.pl").prove("sick(bob)", facts=FACTS)


@pytest.fixture
def why_not() -> WhyNot:
    return Program.from_text(RULES, name="ward.pl").why_not("sick(ann)", facts=FACTS)


def test_proofs_as_text(proofs: Proofs) -> None:
    assert str(proofs) == (
        "1 proof of sick(bob)\n"
        "\n"
        "Proof 1, probability 75%\n"
        "bob is <sick>  [rule, ward.pl:4, 75.0%]\n"
        "├─ the temperature of bob is 39.5 (row 2)  [fact]\n"
        "├─ 39.5 > 38 holds  [compared]\n"
        "└─ it is not so that shot(bob)  [absent, 75.0%]\n"
        "   └─ the rule's own chance for this does not come true: shot(bob), so the rule at "
        "ward.pl:5\n"
        "         does not apply  [fact, 75.0%]"
    )


def test_why_not_as_text(why_not: WhyNot) -> None:
    text = str(why_not)
    assert text.startswith("There is no proof of sick(ann).\n\nWhat fails, the nearest attempt")
    assert "Attempt 1: 36.8 > 38 fails\n\N{BALLOT X} ann is <sick>  [rule, ward.pl:4]\n" in text
    assert (
        "Change 1, one fact: the temperature of ann is 38.1 instead of the temperature of ann is "
        "36.8 (probability then: 75%)\n"
    ) in text


def test_everything_is_said_in_chinese_as_well(proofs: Proofs, why_not: WhyNot) -> None:
    assert "39.5 > 38 成立" in proofs.to_text("zh")
    assert "\N{FULLWIDTH LEFT PARENTHESIS}第 2 行\N{FULLWIDTH RIGHT PARENTHESIS}" in proofs.to_text(
        "zh"
    )
    assert "而不是" in why_not.to_text("zh")
    with pytest.raises(PhraseError, match="no phrases for language 'xx'"):
        proofs.to_text("xx")


def test_json_holds_place_reading_probability_and_row(proofs: Proofs, why_not: WhyNot) -> None:
    found = json.loads(json.dumps(proofs.to_json()))
    (root,) = found["proofs"]
    assert (root["reading"], root["probability"]) == ("bob is <sick>", pytest.approx(0.75))
    assert (root["clause"]["file"], root["clause"]["line"]) == ("ward.pl", 4)
    assert root["children"][0]["source"] == {"row": "2", "data": ""}
    found = json.loads(json.dumps(why_not.to_json()))
    assert found["attempts"][0]["failing"][0]["text"] == "36.8 > 38"
    assert found["changes"][0]["replaced"] == [
        {"fact": "temp(ann,38.1)", "instead_of": "temp(ann,36.8)"}
    ]


def test_a_graph_leads_from_a_step_to_what_it_rests_on(proofs: Proofs, why_not: WhyNot) -> None:
    graph = proofs.to_graph()
    assert isinstance(graph, nx.DiGraph)
    assert sorted(graph.successors("1")) == ["1.1", "1.2", "1.3"]
    assert graph.nodes["1.1"]["source"] == "row 2"
    assert (graph.nodes["1"]["file"], graph.nodes["1"]["line"]) == ("ward.pl", 4)
    assert nx.is_arborescence(graph)
    failing = why_not.to_graph()
    assert isinstance(failing, nx.DiGraph)
    holding = nx.get_node_attributes(failing, "holds")
    assert [name for name, holds in holding.items() if not holds] == ["1", "1.2"]


def test_pages_need_nothing_else(proofs: Proofs, why_not: WhyNot) -> None:
    for page in (proofs.to_html(), why_not.to_html(), why_not.to_html("zh")):
        assert page.startswith("<!DOCTYPE html>")
        assert "http" not in page.replace("http-equiv", "")
        assert "<script" not in page
        assert "&lt;sick&gt;" in page
        assert "<sick>" not in page
    assert '<html lang="zh">' in why_not.to_html("zh")
    assert "39.5 &gt; 38 holds" in proofs.to_html()
    assert proofs._repr_html_().startswith('<div class="ns ns-fragment" lang="en">')
    assert "36.8 &gt; 38 fails" in why_not._repr_html_()


def test_a_goal_without_proof_says_so() -> None:
    proofs = Program.from_text("p :- q. q :- fail.").prove("p")
    assert (len(proofs), proofs[:]) == (0, ())
    assert str(proofs) == "There is no proof of p; ask why not to see what is missing."
    assert "There is no proof of p" in proofs.to_html()


def test_a_goal_that_is_likely_needs_no_reasons() -> None:
    found = Program.from_text("0.75::p.").why_not("p")
    assert str(found) == "The probability of p is 75%: there is nothing to explain."


def test_nothing_that_steers_a_terminal_is_printed() -> None:
    rules = ":- pred a(X) :: '\\e[2J\\e]0;owned\\a @(X)\\x202e\\'. a(x)."
    found = Program.from_text(rules).prove("a(X)")
    shown = (found.to_text(), found.to_html(), json.dumps(found.to_json(), ensure_ascii=False))
    for text in shown:
        assert "owned" in text
        assert not set("\x1b\x07\u202e") & set(text)
    assert "\\u001b" not in json.dumps(found.to_json())
