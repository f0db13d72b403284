"""What a demonstration shows beside the answer: where the graph came from, and how true it is."""

from dataclasses import replace

from neurosym.cases.case import Case
from neurosym.drawing.comparison import (
    Difference,
    GraphComparison,
    differences,
    draw_comparison,
)
from neurosym.drawing.graph import GraphView
from neurosym.drawing.placement import GraphEdge
from neurosym.drawing.view import AnswerView, Section
from neurosym.drawing.words import Words
from neurosym.explanation.answer import Answer
from neurosym.packs import load_data, published_network
from neurosym.phrases import Phrases
from neurosym.reasoner.numeric_graph import graph_of_numbers
from neurosym.reasoner.reasoner import Reasoner

_BOOTSTRAPS = 12
_SEED = 0


def demonstration_view(reasoner: Reasoner, case: Case, answer: Answer) -> AnswerView:
    """Return the page of an answer, with the published graph beside the learned one.

    Args:
        reasoner: The fitted reasoner.
        case: The case.
        answer: Its answer.
    """
    viewing = reasoner.asked(case)
    phrases = viewing.asked.phrases
    view = viewing.view(answer, reasoner.pack.title)
    view = replace(
        view,
        about=about(reasoner, phrases),
        disclaimer=phrases.say("about.disclaimer_plain"),
    )
    if any(variable.numeric for variable in reasoner.vocabulary):
        view = replace(view, sections=(*view.sections, numbers_section(reasoner, view, phrases)))
    published = published_network(reasoner.pack)
    if not published:
        return view
    comparison = comparison_with(view, tuple(GraphEdge(a, b) for a, b in published))
    found = [kind for _, kind in differences(comparison)]
    summary = phrases.say(
        "about.graph_summary",
        published=len(published),
        found=found.count(Difference.BOTH) + found.count(Difference.REVERSED),
        turned=found.count(Difference.REVERSED),
        extra=found.count(Difference.LEARNED),
    )
    text = f"{summary} {phrases.say('about.published')}"
    return replace(view, comparison=comparison, comparison_summary=text)


def comparison_with(view: AnswerView, arrows: tuple[GraphEdge, ...]) -> GraphComparison:
    """Return the learned graph beside other arrows, without anything of the case."""
    shown = GraphView((), ()) if view.graph is None else view.graph
    nodes = tuple(replace(n, value="", share=None, observed=False) for n in shown.nodes)
    learned = tuple(replace(edge, label="") for edge in shown.edges)
    return GraphComparison(nodes, learned, arrows)


def numbers_section(reasoner: Reasoner, view: AnswerView, phrases: Phrases) -> Section:
    """Return the graph of the bins beside the graph of the numbers as they are."""
    found = graph_of_numbers(reasoner.pack, load_data(reasoner.pack), _BOOTSTRAPS, _SEED)
    arrows = tuple(
        GraphEdge(e.cause, e.effect, directed=e.direction != "unknown") for e in found.edges
    )
    comparison = comparison_with(view, arrows)
    kinds = [kind for _, kind in differences(comparison)]
    shared = kinds.count(Difference.BOTH) + kinds.count(Difference.REVERSED)
    text = phrases.say(
        "about.numbers",
        bins=len(comparison.learned),
        numbers=len(arrows),
        shared=shared,
        turned=kinds.count(Difference.REVERSED),
    )
    words = phrases.section("words")
    named = Words(
        **{
            **words,
            "learned_only": phrases.say("about.from_bins"),
            "published_only": phrases.say("about.from_numbers"),
        }
    )
    picture = draw_comparison(comparison, words=named)
    html = f'<p>{text}</p><div class="scroll">{picture}</div>'
    return Section(phrases.say("about.numbers_title"), html)


def about(reasoner: Reasoner, phrases: Phrases) -> tuple[tuple[str, str], ...]:
    """Return what a reader may want to know of where an answer comes from."""
    pack, provenance = reasoner.pack, reasoner.fitted.provenance
    rows = int(provenance["cases"])
    return (
        (phrases.say("about.pack"), f"{pack.name} {pack.version}"),
        (phrases.say("about.data"), phrases.say("about.rows", count=rows)),
        (phrases.say("about.seed"), provenance["seed"]),
        (phrases.say("about.licence"), pack.licence),
        (phrases.say("about.sources"), "; ".join(pack.sources)),
    )
