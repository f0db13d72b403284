"""The legend below a picture: a sample and a word each, in as many rows as they need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from neurosym.drawing.text import number, safe, text_width

_SAMPLE = 34.0
_ROW = 24.0


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One entry.

    Attributes:
        kind: A box, an arrow, or two arrows of different width.
        classes: The classes that the sample is drawn with.
        text: What it means.
    """

    kind: Literal["node", "edge", "width"]
    classes: str
    text: str


def draw_legend(items: Sequence[LegendItem], width: float, top: float) -> tuple[str, float]:
    """Draw the entries in rows, centred under a picture.

    Args:
        items: The entries.
        width: Of the picture.
        top: Where the picture ends.

    Returns:
        A ``<g>`` element, and where the legend ends.
    """
    if not items:
        return "", top
    rows: list[list[tuple[LegendItem, float]]] = [[]]
    for item in items:
        room = _SAMPLE + text_width(item.text, 12.0) + 22.0
        if rows[-1] and sum(r for _, r in rows[-1]) + room > width - 24.0:
            rows.append([])
        rows[-1].append((item, room))
    parts = []
    for k, row in enumerate(rows):
        x = (width - sum(room for _, room in row) + 22.0) / 2
        for item, room in row:
            y = top + 12.0 + _ROW * k
            parts.append(_sample(item, x, y))
            parts.append(
                f'<text x="{number(x + _SAMPLE)}" y="{number(y + 4)}">{safe(item.text)}</text>'
            )
            x += room
    return f'<g class="legend">{"".join(parts)}</g>', top + _ROW * len(rows) + 10.0


def _sample(item: LegendItem, x: float, y: float) -> str:
    if item.kind == "node":
        corner = 2 if item.classes.startswith("report") else 7
        rect = f'width="24" height="13" rx="{corner}"'
        return (
            f'<g class="node {safe(item.classes)}"><rect class="box" x="{number(x)}" '
            f'y="{number(y - 6.5)}" {rect}/></g>'
        )
    if item.kind == "width":
        return _line("", x, y - 4, 1.4) + _line("", x, y + 4, 4.4)
    return _line(item.classes, x, y, 2.6)


def _line(classes: str, x: float, y: float, width: float) -> str:
    path = f'<path d="M{number(x)} {number(y)}h26" stroke-width="{width}"/>'
    return f'<g class="edge {safe(classes)}">{path}</g>'
