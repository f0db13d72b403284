import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from neurosym.drawing.bars import Contribution, OutcomeRow
from neurosym.drawing.comparison import GraphComparison
from neurosym.drawing.graph import GraphView
from neurosym.drawing.page import answer_fragment, answer_page, draw_page, page_style
from neurosym.drawing.placement import GraphEdge, GraphNode
from neurosym.drawing.tree import ProofStep
from neurosym.drawing.view import AnswerView, Change, Chip, PossibleReply, Question, Section
from neurosym.drawing.words import Words

NODES = (GraphNode("Disease"), GraphNode("Xray", "chest X-ray", observed=True))
EDGES = (GraphEdge("Disease", "Xray", 0.6),)
VIEW = AnswerView(
    title="Congenital heart disease",
    headline="Tetralogy of Fallot",
    sentence="Tetralogy of Fallot with 87%.",
    confidence=0.87,
    confidence_text="87%",
    case="case 12",
    findings=(Chip("chest X-ray", "<oligaemic>", "for"), Chip("age", "4-10 days")),
    guarantee="At least 90 of 100 sets hold the truth.",
    notes=("unlike the cases learned from",),
    outcomes=(OutcomeRow("Fallot", 0.87, in_set=True), OutcomeRow("TGA", 0.0002)),
    contributions=(Contribution("chest X-ray", 0.3, "+30 points"),),
    proof_summary="One rival is excluded.",
    proof=(ProofStep("PFC is excluded", place="child.pl:7", clause="false :- pfc."),),
    graph=GraphView(NODES, EDGES, (("Disease", "Xray"),)),
    paths=("Fallot leads to an oligaemic film",),
    comparison=GraphComparison(NODES, EDGES, EDGES),
    comparison_summary="All arrows agree.",
    changes=(Change("chest X-ray", "oligaemic", "plethoric", "TGA", 0.6),),
    question=Question(
        "How old is the child?",
        "+9 points",
        (PossibleReply("0-3 days", 0.7, "TGA", 0.5),),
        ("LVH?",),
    ),
    sections=(Section("More", "<p>more of it</p>"),),
    about=(("seed", "7"),),
    disclaimer="Not a medical device.",
)
BARE = AnswerView("Pack", "Yes", "Yes.", 1.0, "100%")
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Nesting(HTMLParser):
    """Collects what a browser would have to repair."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)


def read(html: str) -> Nesting:
    nesting = Nesting()
    nesting.feed(html)
    nesting.close()
    return nesting


@pytest.mark.parametrize("draw", [answer_page, answer_fragment])
@pytest.mark.parametrize("view", [VIEW, replace(VIEW, decided=False), BARE])
def test_elements_are_closed_in_order(draw: type, view: AnswerView) -> None:
    nesting = read(draw(view))
    assert nesting.faults == []
    assert nesting.open == []


@pytest.mark.parametrize("draw", [answer_page, answer_fragment])
def test_everything_of_the_view_is_shown(draw: type) -> None:
    text = " ".join(read(draw(VIEW)).words)
    for said in (
        "Congenital heart disease", "Tetralogy of Fallot", "with 87%", "<oligaemic>", "4-10 days",
        "At least 90 of 100", "unlike the cases", "PFC is excluded", "child.pl:7", "false :- pfc.",
        "One rival is excluded", "oligaemic film", "All arrows agree", "plethoric", "60.0%",
        "How old is the child?", "0-3 days", "LVH?", "more of it", "seed", "Not a medical device.",
        "+30 points",
    ):  # fmt: skip
        assert said in text


@pytest.mark.parametrize("draw", [answer_page, answer_fragment])
def test_nothing_is_fetched_or_run(draw: type) -> None:
    html = draw(VIEW).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|url\(|@import|<script|<link|<img|\bsrc=|\bon\w+=", html)


def test_an_empty_view_has_no_empty_sections() -> None:
    page = answer_page(BARE)
    assert "<section" not in page
    assert "<footer" not in page
    assert 'class="chips"' not in page


def test_the_page_speaks_its_language_and_has_one_first_heading() -> None:
    page = answer_page(replace(VIEW, language="zh", words=Words(outcomes="\u7ed3\u679c")))
    assert '<html lang="zh">' in page
    assert ">\u7ed3\u679c</h2>" in page
    assert page.count("<h1") == 1
    assert 'name="viewport"' in page


def test_headings_name_their_sections() -> None:
    page = answer_page(VIEW)
    labelled = re.findall(r'<section aria-labelledby="([\w-]+)"', page)
    assert labelled == re.findall(r'<h2 id="([\w-]+)"', page)
    assert len(set(labelled)) == len(labelled) == 9


def test_an_abstention_asks_first() -> None:
    page = answer_page(replace(VIEW, decided=False))
    assert 'class="answer open"' in page
    assert page.index('class="ask"') < page.index("<section")
    assert re.findall(r"<h2[^>]*>([^<]*)", page)[0] == "What to ask next"
    assert 'class="ask"' not in answer_page(VIEW)


def test_the_ring_is_filled_to_the_confidence() -> None:
    filled, whole = re.findall(r'stroke-dasharray="([\d.]+) ([\d.]+)"', answer_page(VIEW))[0]
    assert float(filled) / float(whole) == pytest.approx(0.87, abs=0.001)  # drawn to 0.1 pixel
    assert 'aria-label="calibrated confidence: 87%"' in answer_page(VIEW)


def test_a_fragment_keeps_its_style_to_itself() -> None:
    assert "<html" not in answer_fragment(VIEW)
    bare = re.sub(r"/\*.*?\*/|@media[^{]*\{", "", page_style(), flags=re.DOTALL)
    selectors = [s.strip() for rule in re.findall(r"([^{}]+)\{", bare) for s in rule.split(",")]
    assert len(selectors) > 100
    assert [s for s in selectors if s and not s.startswith(".ns")] == []


def test_a_page_of_sections() -> None:
    page = draw_page("A <report>", [Section("One", "<p>x</p>")], foot="<p>end</p>")
    assert "<title>A &lt;report&gt;</title>" in page
    assert page.index("<h1") < page.index("<h2") < page.index("<footer>")


def test_the_same_view_gives_the_same_page() -> None:
    assert answer_page(VIEW) == answer_page(VIEW)
