"""The picture of a causal graph, as one self-contained SVG.

Colour says what a variable is for and is never alone in saying it: the outcome has a double
outline, a finding is a pill, a report has sharp corners, an observed box is filled. The colours
keep their difference for colour-blind eyes (after Okabe and Ito) and follow the reader's choice of
light or dark. Width of an arrow is its strength, opacity its confidence; an arrow whose direction
nobody knows is dashed and has no head.

References:
    [1] Okabe, Ito (2008), Color universal design.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from neurosym.drawing.legend import LegendItem, draw_legend
from neurosym.drawing.placement import (
    LABEL_STEP,
    RING,
    Direction,
    GraphEdge,
    GraphNode,
    NodeRole,
    PlacedBox,
    Placement,
    arrow_head,
    arrow_path,
    label_point,
    place,
)
from neurosym.drawing.text import number, safe
from neurosym.drawing.words import ENGLISH, Words

_CORNERS = {NodeRole.REPORT: 2.0, NodeRole.EVIDENCE: 15.0}


@dataclass(frozen=True, slots=True)
class GraphView:
    """A causal graph and what to point at in it.

    Attributes:
        nodes: The variables.
        edges: The arrows.
        paths: Chains of names; arrows between neighbours of a chain are drawn strong, the rest
            steps back. Empty: everything is drawn alike.
        title: What the picture shows, for those who cannot see it.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    paths: tuple[tuple[str, ...], ...] = ()
    title: str = "Causal graph"


def draw_graph(graph: GraphView, *, direction: Direction = "auto", words: Words = ENGLISH) -> str:
    """Draw a causal graph.

    Args:
        graph: What to draw.
        direction: Where effects lie: "down", "right", or what is larger on a page.
        words: Words of the legend.

    Returns:
        An ``<svg>`` element that needs nothing outside itself.

    Raises:
        ValueError: If two nodes share a name, or an arrow names a node that is not there.
    """
    placed = place(graph.nodes, [(e.cause, e.effect) for e in graph.edges], direction)
    steps = {frozenset(step) for path in graph.paths for step in pairwise(path)}
    strong = [frozenset((e.cause, e.effect)) in steps for e in graph.edges]
    on_path = {name for path in graph.paths for name in path}
    drawn = sorted(zip(strong, graph.edges, strict=True), key=lambda pair: pair[0])
    arrows = [
        draw_edge(edge, placed, "strong" if bright else "", faint=bool(steps) and not bright)
        for bright, edge in drawn
    ]
    boxes = [draw_node(node, placed.boxes[node.name], on_path) for node in graph.nodes]
    return frame(placed, [*arrows, *boxes], _legend(graph, words, bool(steps)), graph.title)


def frame(placed: Placement, parts: Sequence[str], legend: Sequence[LegendItem], title: str) -> str:
    """Put drawn parts and a legend into one SVG element with its style."""
    width = max(placed.width, 360.0)
    key, height = draw_legend(legend, width, placed.height)
    size = f'width="{number(width)}" height="{number(height)}"'
    shift = (width - placed.width) / 2
    return (
        f'<svg class="ns-graph" xmlns="http://www.w3.org/2000/svg" {size} '
        f'viewBox="0 0 {number(width)} {number(height)}" role="img" aria-label="{safe(title)}">'
        f"<title>{safe(title)}</title><style>{graph_style()}</style>"
        f'<g transform="translate({number(shift)} 0)">{"".join(parts)}</g>{key}</svg>'
    )


@cache
def graph_style() -> str:
    """The style sheet of every graph picture."""
    return Path(__file__).with_name("graph.css").read_text(encoding="utf-8")


def draw_node(node: GraphNode, box: PlacedBox, on_path: set[str]) -> str:
    """One box with its label, value and bar."""
    kind = ["node", node.role.value]
    kind += ["observed"] if node.observed else []
    if on_path:
        kind.append("strong" if node.name in on_path else "faint" * (not node.observed))
    left, top = box.x - box.width / 2, box.y - box.height / 2
    text_top = top + 8 + RING * (node.role is NodeRole.TARGET)
    rows = [
        _text(line, box.x, text_top + LABEL_STEP * (k + 0.78), "name")
        for k, line in enumerate(box.lines)
    ]
    if box.value:
        rows.append(
            _text(box.value, box.x, text_top + LABEL_STEP * (len(box.lines) + 0.76), "value")
        )
    corner = min(_CORNERS.get(node.role, 8.0), box.height / 2)
    outline = _rect("box", left, top, (box.width, box.height), corner)
    if node.role is NodeRole.TARGET:
        inner = (box.width - 2 * RING, box.height - 2 * RING)
        outline = _rect("ring", left, top, (box.width, box.height), 11.0)
        outline += _rect("box", left + RING, top + RING, inner, corner)
    note = node.note or ": ".join(t for t in (node.label or node.name, node.value) if t)
    return (
        f'<g class="{" ".join(k for k in kind if k)}" data-node="{safe(node.name)}">'
        f"<title>{safe(note)}</title>{outline}{''.join(rows)}{_share(node, box)}</g>"
    )


def _share(node: GraphNode, box: PlacedBox) -> str:
    if node.share is None:
        return ""
    left, top, room = box.x - box.width / 2 + 12, box.y + box.height / 2 - 8.5, box.width - 24
    top -= RING * (node.role is NodeRole.TARGET)
    filled = room * min(max(node.share, 0.0), 1.0)
    return _rect("track", left, top, (room, 3.0), 1.5) + _rect(
        "share", left, top, (filled, 3.0), 1.5
    )


def _rect(kind: str, x: float, y: float, size: tuple[float, float], corner: float) -> str:
    return (
        f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" width="{number(size[0])}" '
        f'height="{number(size[1])}" rx="{number(corner)}"/>'
    )


def _text(text: str, x: float, y: float, kind: str) -> str:
    return f'<text class="{kind}" x="{number(x)}" y="{number(y)}">{safe(text)}</text>'


def draw_edge(edge: GraphEdge, placed: Placement, kind: str = "", *, faint: bool = False) -> str:
    """One arrow, as wide as it is strong and as opaque as it is certain.

    Args:
        edge: The arrow.
        placed: Where everything is.
        kind: Further classes, such as ``"strong"`` or ``"learned"``.
        faint: Whether it steps back behind a highlighted path.

    Returns:
        A ``<g>`` element.
    """
    route = placed.routes[edge.cause, edge.effect]
    width = 1.2 + 3.6 * min(max(edge.strength, 0.0), 1.0)
    certain = min(max(edge.confidence, 0.0), 1.0)
    opacity = 0.6 * (0.3 + 0.7 * certain) if faint else 0.45 + 0.55 * certain
    head = (6.0 + 1.6 * width) * edge.directed
    path = arrow_path(route, down=placed.down, short=0.8 * head)
    marks = f'<path d="{path}" stroke-width="{width:.1f}"/>'
    if edge.directed:
        marks += f'<polygon points="{arrow_head(route, head, down=placed.down)}"/>'
    marks = f'<g opacity="{opacity:.2f}">{marks}</g>'
    if edge.label and not faint:
        x, y = label_point(route)
        marks += _text(edge.label, x, y + 4, "label")
    arrow = "\N{RIGHTWARDS ARROW}" if edge.directed else "\N{EM DASH}"
    note = f"{edge.cause} {arrow} {edge.effect}" + (f"\n{edge.note}" if edge.note else "")
    classes = " ".join(c for c in ("edge", kind, "" if edge.directed else "undirected") if c)
    return (
        f'<g class="{classes}" data-cause="{safe(edge.cause)}" data-effect="{safe(edge.effect)}">'
        f"<title>{safe(note)}</title>{marks}</g>"
    )


def _legend(graph: GraphView, words: Words, has_path: bool) -> list[LegendItem]:
    """Only what the picture shows."""
    roles = {node.role for node in graph.nodes}
    items = [
        LegendItem("node", role.value, getattr(words, role.value))
        for role in NodeRole
        if role in roles
    ]
    if any(node.observed for node in graph.nodes):
        role = next(node.role for node in graph.nodes if node.observed)
        items.append(LegendItem("node", f"{role.value} observed", words.observed))
    if has_path:
        items.append(LegendItem("edge", "strong", words.highlighted))
    if not all(edge.directed for edge in graph.edges):
        items.append(LegendItem("edge", "undirected", words.undirected))
    if len({edge.strength for edge in graph.edges}) > 1:
        items.append(LegendItem("width", "", words.graph_note))
    return items
