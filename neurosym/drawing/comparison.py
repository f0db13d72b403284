"""Two causal graphs over the same variables, their differences coloured.

Both are placed once, over the union of their arrows, so that a box is at the same place in every
picture and only the arrows differ.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from neurosym.drawing.graph import draw_edge, draw_node, frame
from neurosym.drawing.legend import LegendItem
from neurosym.drawing.placement import Direction, GraphEdge, GraphNode, Placement, place
from neurosym.drawing.words import ENGLISH, Words


class Difference(StrEnum):
    """How an arrow of one graph stands in the other."""

    BOTH = "both"
    LEARNED = "learned"
    PUBLISHED = "published"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class GraphComparison:
    """A learned graph beside a published one.

    Attributes:
        nodes: The variables of both.
        learned: Arrows that were learned; drawn where both graphs have an arrow.
        published: Arrows of the published graph.
        title: What the picture shows, for those who cannot see it.
    """

    nodes: tuple[GraphNode, ...]
    learned: tuple[GraphEdge, ...]
    published: tuple[GraphEdge, ...]
    title: str = "Learned and published causal graph"


def differences(comparison: GraphComparison) -> tuple[tuple[GraphEdge, Difference], ...]:
    """Every arrow of the union with how the two graphs differ on it.

    An arrow learned without a direction agrees with the published arrow in either direction.

    Returns:
        Learned arrows in their order, then those that only the published graph has.
    """
    published = {(e.cause, e.effect) for e in comparison.published}
    turned = {(b, a) for a, b in published}
    found: list[tuple[GraphEdge, Difference]] = []
    for edge in comparison.learned:
        link = (edge.cause, edge.effect)
        agrees = link in published or (link in turned and not edge.directed)
        kind = Difference.BOTH if agrees else Difference.LEARNED
        found.append((edge, Difference.REVERSED if link in turned and not agrees else kind))
    pairs = {frozenset((e.cause, e.effect)) for e in comparison.learned}
    for edge in comparison.published:
        if frozenset((edge.cause, edge.effect)) not in pairs:
            found.append((edge, Difference.PUBLISHED))
    return tuple(found)


def draw_comparison(
    comparison: GraphComparison, *, direction: Direction = "auto", words: Words = ENGLISH
) -> str:
    """Draw both graphs in one picture: what both have, what one has, what is turned round.

    Args:
        comparison: The two graphs.
        direction: Where effects lie.
        words: Words of the legend.

    Returns:
        An ``<svg>`` element that needs nothing outside itself.
    """
    found = differences(comparison)
    placed = _place_both(comparison, direction)
    present = {kind for _, kind in found}
    texts = {
        Difference.BOTH: words.both_graphs,
        Difference.LEARNED: words.learned_only,
        Difference.PUBLISHED: words.published_only,
        Difference.REVERSED: words.reversed_edge,
    }
    legend = [LegendItem("edge", kind.value, texts[kind]) for kind in Difference if kind in present]
    if not all(edge.directed for edge in comparison.learned):
        legend.append(LegendItem("edge", "undirected", words.undirected))
    arrows = [draw_edge(edge, placed, kind.value) for edge, kind in found]
    return frame(placed, arrows + _boxes(comparison, placed), legend, comparison.title)


def draw_side_by_side(
    comparison: GraphComparison, *, direction: Direction = "auto", words: Words = ENGLISH
) -> tuple[str, str]:
    """Draw the learned and the published graph apart, every box at the same place in both.

    Returns:
        Two ``<svg>`` elements: learned, published.
    """
    found = differences(comparison)
    placed = _place_both(comparison, direction)
    boxes = _boxes(comparison, placed)
    pictures = []
    for edges, text in (
        (comparison.learned, words.learned),
        (comparison.published, words.published),
    ):
        kinds = {(e.cause, e.effect): kind for e, kind in found}
        arrows = [
            draw_edge(e, placed, kinds.get((e.cause, e.effect), Difference.BOTH).value)
            for e in edges
        ]
        pictures.append(frame(placed, arrows + boxes, [], f"{comparison.title}: {text}"))
    return pictures[0], pictures[1]


def _place_both(comparison: GraphComparison, direction: Direction) -> Placement:
    """Place the union; the published graph decides which way is down."""
    links = {(e.cause, e.effect): None for e in comparison.published}
    for edge in comparison.learned:
        if (edge.effect, edge.cause) not in links:
            links[edge.cause, edge.effect] = None
    placed = place(comparison.nodes, list(links), direction)
    turned = {(b, a): tuple(reversed(route)) for (a, b), route in placed.routes.items()}
    return replace(placed, routes=turned | placed.routes)


def _boxes(comparison: GraphComparison, placed: Placement) -> list[str]:
    return [draw_node(node, placed.boxes[node.name], set()) for node in comparison.nodes]
