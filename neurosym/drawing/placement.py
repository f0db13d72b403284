"""From nodes and arrows to boxes and points on the page.

The same placement serves one picture or several: graphs that are to be compared are placed once,
over the union of their arrows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from neurosym.drawing.layout import Gaps, Point, lay_out
from neurosym.drawing.text import number, text_width, wrap

LABEL_SIZE = 13.0
VALUE_SIZE = 12.0
LABEL_STEP = 16.0
MARGIN = 16.0
RING = 4.0  # between the two outlines of the outcome
_TEXT_WIDTH = 124.0
_NARROWEST = 70.0
_PAD = 11.0
_PAGE = (1060.0, 1500.0)

Direction = Literal["down", "right", "auto"]


class NodeRole(StrEnum):
    """What a variable is for; the values of ``cases.Role``, and reports."""

    TARGET = "target"
    MEDIATOR = "mediator"
    EVIDENCE = "evidence"
    REPORT = "report"
    LATENT = "latent"


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One variable of a causal graph, as it is drawn.

    Attributes:
        name: What arrows call it.
        label: What the box says; the name if empty.
        role: Decides colour and outline.
        value: A second line, such as ``"Fallot 44%"``; none if empty.
        share: A probability drawn as a thin bar under the value, or None.
        observed: Whether it is a finding of this case; then the box is filled.
        note: Shown when the pointer rests on the box.
    """

    name: str
    label: str = ""
    role: NodeRole = NodeRole.EVIDENCE
    value: str = ""
    share: float | None = None
    observed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """One arrow of a causal graph, as it is drawn.

    Attributes:
        cause: Name of the node where it starts.
        effect: Name of the node where it ends.
        strength: From 0 to 1, drawn as width.
        confidence: From 0 to 1, drawn as opacity.
        directed: False if the data cannot tell the direction: drawn dashed, without a head.
        label: A word or figure written on the arrow when it is highlighted.
        note: Shown when the pointer rests on the arrow.
    """

    cause: str
    effect: str
    strength: float = 0.3
    confidence: float = 1.0
    directed: bool = True
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box on the page: centre, size, and the lines of its label."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Boxes and arrows on the page, in pixels, margin included.

    Attributes:
        boxes: By the name of the node.
        routes: By cause and effect: port, entry and exit of each layer crossed, port.
        width: Of the whole picture.
        height: Of the whole picture.
        down: Whether layers follow each other down the page, not to the right.
    """

    boxes: dict[str, PlacedBox]
    routes: dict[tuple[str, str], tuple[Point, ...]]
    width: float
    height: float
    down: bool


def place(
    nodes: Sequence[GraphNode], links: Sequence[tuple[str, str]], direction: Direction = "auto"
) -> Placement:
    """Find a place for every box and arrow.

    Args:
        nodes: The boxes, names unique.
        links: The arrows, cause and effect.
        direction: Where effects lie; "auto" takes what stays larger on a page.

    Returns:
        The placement.

    Raises:
        ValueError: If two nodes share a name, or an arrow names a node that is not there.
    """
    names = [node.name for node in nodes]
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"two nodes have the name {twice[0]!r}; give every node its own")
    for link in links:
        for name in link:
            if name not in names:
                raise ValueError(f"arrow {link[0]} -> {link[1]} names no node {name!r}")
    if direction != "auto":
        return _place(nodes, links, down=direction == "down")
    both = [_place(nodes, links, down=down) for down in (True, False)]
    return max(both, key=lambda placed: round(_scale(placed), 3))


def _scale(placed: Placement) -> float:
    """How large the picture stays when it is fitted on a page."""
    return min(1.0, _PAGE[0] / placed.width, _PAGE[1] / placed.height)


def _place(
    nodes: Sequence[GraphNode], links: Sequence[tuple[str, str]], *, down: bool
) -> Placement:
    index = {node.name: k for k, node in enumerate(nodes)}
    shapes = [_shape(node) for node in nodes]
    sizes = [(w, h) if down else (h, w) for w, h, _, _ in shapes]
    gaps = Gaps() if down else Gaps(across=12.0, along=56.0, most=110.0)
    found = lay_out(sizes, [(index[a], index[b]) for a, b in links], gaps)

    def page(point: Point) -> Point:
        x, y = point if down else (point[1], point[0])
        return x + MARGIN, y + MARGIN

    boxes = {
        node.name: PlacedBox(*page(centre), width, height, lines, value)
        for node, centre, (width, height, lines, value) in zip(
            nodes, found.centres, shapes, strict=True
        )
    }
    routes = {
        link: tuple(page(point) for point in route)
        for link, route in zip(links, found.routes, strict=True)
    }
    right, bottom = page(found.extent)
    return Placement(boxes, routes, right + MARGIN, bottom + MARGIN, down)


def _shape(node: GraphNode) -> tuple[float, float, tuple[str, ...], str]:
    """Width and height of a box, and its text in lines."""
    lines = wrap(node.label or node.name, _TEXT_WIDTH, LABEL_SIZE, bold=True)
    value = wrap(node.value, _TEXT_WIDTH, VALUE_SIZE, lines=1)[0] if node.value else ""
    widths = [text_width(line, LABEL_SIZE, bold=True) for line in lines]
    widest = max(*widths, text_width(value, VALUE_SIZE), _NARROWEST - 2 * _PAD)
    height = 2 * 8.0 + LABEL_STEP * (len(lines) + bool(value)) + 5.0 * (node.share is not None)
    ring = 2 * RING * (node.role is NodeRole.TARGET)
    return round(widest + 2 * _PAD) + ring, height + ring, tuple(lines), value


def arrow_path(route: Sequence[Point], *, down: bool, short: float = 0.0) -> str:
    """The curve of an arrow, as the ``d`` of an SVG path.

    Between layers it curves, leaving and entering at a right angle; inside a layer it runs
    straight, so that it touches no box.

    Args:
        route: As in ``Placement.routes``.
        down: As in ``Placement.down``.
        short: Pixels left free at its end, for the head.

    Returns:
        Path commands.
    """
    points = list(route)
    along = 1 if down else 0
    last, before = points[-1], points[-2]
    end = [*last]
    end[along] -= short if last[along] > before[along] else -short
    points[-1] = (end[0], end[1])
    pieces = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for k in range(1, len(points)):
        (x0, y0), (x1, y1) = points[k - 1], points[k]
        if k % 2 == 0:
            pieces.append(f"L{number(x1)} {number(y1)}")
            continue
        middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
        bends = (x0, middle_y, x1, middle_y) if down else (middle_x, y0, middle_x, y1)
        pieces.append("C" + " ".join(number(v) for v in (*bends, x1, y1)))
    return "".join(pieces)


def arrow_head(route: Sequence[Point], size: float, *, down: bool) -> str:
    """The corners of an arrow's head, as the ``points`` of an SVG polygon."""
    (x, y), before = route[-1], route[-2]
    half = size * 0.46
    if down:
        back = -size if y > before[1] else size
        corners = [(x, y), (x - half, y + back), (x + half, y + back)]
    else:
        back = -size if x > before[0] else size
        corners = [(x, y), (x + back, y - half), (x + back, y + half)]
    return " ".join(f"{number(a)},{number(b)}" for a, b in corners)


def label_point(route: Sequence[Point]) -> Point:
    """Where an arrow's label stands: the middle of its longest curve."""
    curves = [(route[k], route[k + 1]) for k in range(0, len(route), 2)]
    (x0, y0), (x1, y1) = max(curves, key=lambda c: abs(c[0][0] - c[1][0]) + abs(c[0][1] - c[1][1]))
    return (x0 + x1) / 2, (y0 + y1) / 2
