"""Numbers as bars: the outcomes, what each finding adds, how honest a confidence is."""

from collections.abc import Sequence
from dataclasses import dataclass

from neurosym.drawing.graph import graph_style
from neurosym.drawing.text import number, safe, share_text, text_width
from neurosym.drawing.words import ENGLISH, Words


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome and how probable it is.

    Attributes:
        name: The outcome, as a sentence names it.
        probability: Of the answer, rules and calibration included.
        before: Before the rules, or None if that is not shown.
        in_set: Whether it belongs to the prediction set.
        note: Beside the bar, such as ``"excluded by child.pl:34"``.
    """

    name: str
    probability: float
    before: float | None = None
    in_set: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one finding adds to the outcome.

    Attributes:
        name: The finding, ``"chest X-ray: oligaemic"``.
        value: How far it moves the outcome; positive speaks for it.
        text: The figure as it is written, ``"+18 points"``.
    """

    name: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The cases whose stated confidence fell into one range.

    Attributes:
        confidence: Mean confidence that was stated.
        accuracy: Share of them that were right.
        count: How many there are.
    """

    confidence: float
    accuracy: float
    count: int


def outcome_table(rows: Sequence[OutcomeRow], *, words: Words = ENGLISH) -> str:
    """A table of outcomes with a bar each.

    Args:
        rows: In the order to be shown.
        words: Column titles.

    Returns:
        A ``<table>`` element. The column before the rules is there if any row has the figure.
    """
    with_before = any(row.before is not None for row in rows)
    with_note = any(row.note for row in rows)
    head = [words.outcome, words.after_rules if with_before else words.probability]
    head += [words.before_rules] if with_before else []
    cells = "".join(f'<th scope="col">{safe(title)}</th>' for title in head)
    cells += "<td></td>" if with_note else ""
    body = "".join(_outcome(row, words, with_before, with_note) for row in rows)
    return (
        f'<table class="ns-outcomes"><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>'
    )


def _outcome(row: OutcomeRow, words: Words, with_before: bool, with_note: bool) -> str:
    named = f'title="{safe(words.in_set)}" role="img" aria-label="{safe(words.in_set)}"'
    mark = f'<span class="mark {"in-set" * row.in_set}" {named if row.in_set else ""}></span>'
    cells = f'<th scope="row">{mark}{safe(row.name)}</th><td>{_bar(row.probability, "")}</td>'
    if with_before:
        cells += f"<td>{'' if row.before is None else _bar(row.before, 'before')}</td>"
    cells += f'<td class="note">{safe(row.note)}</td>' if with_note else ""
    return f'<tr class="{"set" if row.in_set else "out"}">{cells}</tr>'


def _bar(share: float, kind: str) -> str:
    width = number(100.0 * min(max(share, 0.0), 1.0))
    return (
        f'<span class="bar {kind}"><span class="track"><span class="fill" '
        f'style="width:{width}%"></span></span>'
        f'<span class="figure">{safe(share_text(share))}</span></span>'
    )


def contribution_bars(rows: Sequence[Contribution], *, words: Words = ENGLISH) -> str:
    """Bars to the right for findings that speak for the outcome, to the left for those against.

    Args:
        rows: In the order to be shown; bars are relative to the longest.
        words: Words of the two sides.

    Returns:
        A ``<table>`` element.
    """
    longest = max((abs(row.value) for row in rows), default=0.0) or 1.0
    body = []
    for row in rows:
        side = "for" if row.value >= 0 else "against"
        said = words.supports if row.value >= 0 else words.against
        width = number(50.0 * abs(row.value) / longest)
        body.append(
            f'<tr><th scope="row">{safe(row.name)}</th><td><span class="scale">'
            f'<span class="{side}" style="width:{width}%"></span></span></td>'
            f'<td class="figure">{safe(row.text)} <span class="soft">{safe(said)}</span></td></tr>'
        )
    return f'<table class="ns-contributions"><tbody>{"".join(body)}</tbody></table>'


def reliability_diagram(
    bins: Sequence[ReliabilityBin], *, title: str = "", words: Words = ENGLISH
) -> str:
    """How often answers were right, against the confidence that they stated.

    A dot on the diagonal is honest; below it, the answers promised too much. The area of a dot
    grows with the number of its cases.

    Args:
        bins: The ranges; empty ones (count 0) are left out.
        title: What the picture shows, for those who cannot see it.
        words: Words at the axes.

    Returns:
        An ``<svg>`` element that needs nothing outside itself.
    """
    side, left, top = 260.0, 56.0, 16.0
    filled = [b for b in bins if b.count > 0]
    most = max((b.count for b in filled), default=1)

    def at(x: float, y: float) -> str:
        return f"{number(left + side * x)} {number(top + side * (1 - y))}"

    parts = [_axes(side, left, top)]
    diagonal = f"M{at(0.0, 0.0)}L{at(1.0, 1.0)}"
    note = f"<title>{safe(words.perfect)}</title>"
    parts.append(f'<path class="perfect" d="{diagonal}">{note}</path>')
    if filled:
        points = "L".join(at(b.confidence, b.accuracy) for b in filled)
        parts.append(f'<path class="curve" d="M{points}"/>')
    for b in filled:
        x, y = at(b.confidence, b.accuracy).split()
        shares = f"{share_text(b.confidence)} / {share_text(b.accuracy)}"
        note = safe(f"{shares} ({words.count}: {b.count})")
        radius = number(3.0 + 6.0 * (b.count / most) ** 0.5)
        parts.append(f'<circle cx="{x}" cy="{y}" r="{radius}"><title>{note}</title></circle>')
    middle = number(left + side / 2)
    parts.append(f'<text x="{middle}" y="{number(top + side + 38)}">{safe(words.said)}</text>')
    turn = f'transform="translate(14 {number(top + side / 2)}) rotate(-90)"'
    parts.append(f"<text {turn}>{safe(words.found_right)}</text>")
    width = max(left + side + 20.0, left + side / 2 + text_width(words.said, 12.0) / 2 + 8.0)
    name = safe(title or words.said)
    size = f'width="{number(width)}" height="{number(top + side + 50)}"'
    return (
        f'<svg class="ns-graph ns-reliability" xmlns="http://www.w3.org/2000/svg" {size} '
        f'viewBox="0 0 {number(width)} {number(top + side + 50)}" role="img" '
        f'aria-label="{name}"><title>{name}</title><style>{graph_style()}</style>'
        f"{''.join(parts)}</svg>"
    )


def _axes(side: float, left: float, top: float) -> str:
    parts = [
        f'<rect class="field" x="{number(left)}" y="{number(top)}" width="{side}" height="{side}"/>'
    ]
    for k in range(5):
        share = k / 4
        x, y = number(left + side * share), number(top + side * (1 - share))
        parts.append(
            f'<path class="grid" d="M{number(left)} {y}h{side}M{x} {number(top)}v{side}"/>'
        )
        parts.append(f'<text x="{x}" y="{number(top + side + 17)}">{share:.0%}</text>')
        parts.append(f'<text class="tick" x="{number(left - 8)}" y="{y}" dy="4">{share:.0%}</text>')
    return "".join(parts)
