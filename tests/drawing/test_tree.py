import re

import pytest

from neurosym.drawing.tree import ProofStep, StepKind, proof_html, proof_text

CHILD = ProofStep("the film shows <too> little blood", StepKind.STATE)
SHUNT = ProofStep(
    "blood shunts right to left",
    StepKind.RULE,
    "rules/child/child.pl:34",
    "shunt(P) :- film(P, oligaemic).",
    "Park 2020",
    0.83,
    (CHILD, ProofStep("no murmur", StepKind.NEGATION, "child.pl:35")),
)
PROOF = (ProofStep("persistent circulation is excluded", StepKind.RIVAL, children=(SHUNT,)),)


def test_text_has_a_branch_for_every_step() -> None:
    assert proof_text(PROOF).splitlines() == [
        "persistent circulation is excluded  [excluded]",
        "└─ blood shunts right to left  [rule, rules/child/child.pl:34, 83.0%]",
        "   ├─ the film shows <too> little blood  [finding]",
        "   └─ no murmur  [absent, child.pl:35]",
    ]


def test_a_long_sentence_is_wrapped_under_itself() -> None:
    leaf = ProofStep("one two three four five six seven eight nine", StepKind.FACT)
    root = ProofStep("root", children=(leaf, CHILD))
    assert proof_text([root], width=32).splitlines() == [
        "root  [rule]",
        "├─ one two three four five",
        "│     six seven eight nine",
        "│     [fact]",
        "└─ the film shows <too>",
        "      little blood  [finding]",
    ]


def test_every_step_is_in_the_page_with_place_probability_source_and_clause() -> None:
    page = proof_html(PROOF)
    for text in (
        "persistent circulation is excluded",
        "rules/child/child.pl:34",
        "<b>83.0%</b>",
        "Park 2020",
        "shunt(P) :- film(P, oligaemic).",
        "the film shows &lt;too&gt; little blood",
    ):
        assert text in page
    assert page.count("<details") == page.count("</details>") == 3
    assert "<script" not in page


@pytest.mark.parametrize(("unfolded", "opened"), [(0, 0), (1, 1), (2, 2), (9, 2)])
def test_levels_are_open_as_asked(unfolded: int, opened: int) -> None:
    assert (
        len(re.findall(r'<details class="step" open', proof_html(PROOF, unfolded=unfolded)))
        == opened
    )


@pytest.mark.parametrize("kind", list(StepKind))
def test_every_kind_has_a_word(kind: StepKind) -> None:
    assert re.search(r'class="kind \w+">\w+<', proof_html([ProofStep("a", kind)]))


def test_no_proof_is_nothing() -> None:
    assert proof_html(()) == ""
    assert proof_text(()) == ""
