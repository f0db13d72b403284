"""What a demonstration shows beside the answer: where the graph came from, and how true it is."""

from dataclasses import replace

from neurosym.cases.case import Case
from neurosym.drawing.comparison import Difference, GraphComparison, differences
from neurosym.drawing.placement import GraphEdge
from neurosym.drawing.view import AnswerView
from neurosym.explanation.answer import Answer
from neurosym.packs import published_network
from neurosym.phrases import Phrases
from neurosym.reasoner.reasoner import Reasoner


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
    published = published_network(reasoner.pack)
    if not published or view.graph is None:
        return view
    nodes = tuple(replace(n, value="", share=None, observed=False) for n in view.graph.nodes)
    arrows = tuple(GraphEdge(cause, effect) for cause, effect in published)
    learned = tuple(replace(edge, label="") for edge in view.graph.edges)
    comparison = GraphComparison(nodes, learned, arrows)
    found = [kind for _, kind in differences(comparison)]
    summary = phrases.say(
        "about.graph_summary",
        published=len(arrows),
        found=found.count(Difference.BOTH) + found.count(Difference.REVERSED),
        turned=found.count(Difference.REVERSED),
        extra=found.count(Difference.LEARNED),
    )
    text = f"{summary} {phrases.say('about.published')}"
    return replace(view, comparison=comparison, comparison_summary=text)


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
