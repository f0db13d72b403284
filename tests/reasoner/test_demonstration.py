from collections.abc import Callable
from html import unescape

from neurosym.drawing.page import answer_page
from neurosym.packs import published_network
from neurosym.phrases import Phrases
from neurosym.reasoner.demonstration import about, demonstration_view
from neurosym.reasoner.reasoner import Reasoner

Fitting = Callable[[str], Reasoner]


def test_the_learned_graph_is_compared_with_the_published_one(fitted: Fitting) -> None:
    reasoner = fitted("child")
    case = reasoner.pack.demonstration()
    answer = reasoner.ask(case)
    view = demonstration_view(reasoner, case, answer)
    published = published_network(reasoner.pack)
    assert view.comparison is not None
    assert {(edge.cause, edge.effect) for edge in view.comparison.published} == set(published)
    learned = {(edge.cause, edge.effect) for edge in view.comparison.learned}
    assert learned == {(edge.cause, edge.effect) for edge in reasoner.graph.edges}
    assert str(len(published)) in view.comparison_summary
    page = answer_page(view)
    assert answer.summary in unescape(page)
    assert reasoner.pack.title in unescape(page)


def test_a_pack_without_a_published_graph_has_no_comparison(fitted: Fitting) -> None:
    reasoner = fitted("breast")
    case = reasoner.pack.demonstration()
    view = demonstration_view(reasoner, case, reasoner.ask(case))
    assert view.comparison is None
    assert view.graph is not None


def test_what_an_answer_rests_on_is_said(fitted: Fitting) -> None:
    rows = about(fitted("child"), Phrases.load("en"))
    assert rows[0][1] == "child 1"
    text = " ".join(value for _, value in rows)
    assert "300" in text
    assert "Spiegelhalter" in text
