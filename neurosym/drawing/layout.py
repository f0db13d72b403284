"""Where boxes and arrows go: a layered layout, causes before effects.

The layers and the order inside each come from Sugiyama's method (cycles broken, long arrows cut
by dummy points, crossings reduced), as the library ``fast_sugiyama`` computes it. Coordinates are
then chosen here, because boxes differ in width: sweeping through the layers, every box moves to
the mean of its neighbours, and the moves of one layer are projected onto "boxes keep their order
and their distance", which is isotonic regression. So no two boxes overlap, whatever the graph.

All positions are *across* (along a layer) and *along* (from layer to layer); the caller decides
which of the two runs down the page. Same input, same picture.

References:
    [1] Sugiyama, Tagawa, Toda (1981), Methods for visual understanding of hierarchical systems.
    [2] Barlow, Bartholomew, Bremner, Brunk (1972), Statistical inference under order restrictions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from fast_sugiyama import from_edges

from neurosym.drawing.isotonic import spread

Point = tuple[float, float]
Link = tuple[int, int]

_SWEEPS = 24
_DUMMY_WIDTH = 6.0


@dataclass(frozen=True, slots=True)
class Gaps:
    """Room between boxes, in pixels.

    Attributes:
        across: Between neighbours of a layer.
        along: Between layers, at least.
        most: Between layers, at most; long slanted arrows get more room, up to this.
    """

    across: float = 18.0
    along: float = 40.0
    most: float = 96.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A finished layout; every coordinate is at least 0 and at most the extent.

    Attributes:
        centres: Centre of each box, across and along.
        routes: For each arrow the points that it runs through, cause first: its port on the
            cause, entry and exit of every layer that it crosses, its port on the effect.
        extent: Size of the whole, across and along.
    """

    centres: tuple[Point, ...]
    routes: tuple[tuple[Point, ...], ...]
    extent: Point


@dataclass(slots=True)
class _Part:
    """One connected component while it is laid out; ids beyond the boxes are dummy points."""

    layers: list[list[int]]
    chains: dict[Link, list[int]]
    across: dict[int, float] = field(default_factory=dict)
    along: list[float] = field(default_factory=list)
    thickness: list[float] = field(default_factory=list)


def lay_out(sizes: Sequence[Point], links: Sequence[Link], gaps: Gaps | None = None) -> Layout:
    """Lay out boxes in layers so that arrows run along, from cause to effect.

    Args:
        sizes: Size of each box, across and along.
        links: Arrows as pairs of box numbers. Cycles are broken, an arrow is drawn as given all
            the same; an arrow from a box to itself is refused.
        gaps: Room between boxes.

    Returns:
        Centres in the order of ``sizes`` and routes in the order of ``links``.

    Raises:
        ValueError: If an arrow names a box that is not there, or joins a box to itself.
    """
    gaps = gaps or Gaps()
    for cause, effect in links:
        if cause == effect or not (0 <= cause < len(sizes) and 0 <= effect < len(sizes)):
            raise ValueError(f"arrow {cause} -> {effect} does not join two of {len(sizes)} boxes")
    forward = _without_cycles(links)
    parts = _parts(sorted(set(forward)), sizes)
    for part in parts:
        _place_across(part, sizes, gaps)
        _place_along(part, sizes, gaps)
    return _assemble(parts, sizes, links, gaps)


def _without_cycles(links: Sequence[Link]) -> list[Link]:
    """Turn each arrow that would close a cycle with the arrows before it."""
    effects: dict[int, set[int]] = {}
    kept = []
    for cause, effect in links:
        turned = _reaches(effects, effect, cause)
        link = (effect, cause) if turned else (cause, effect)
        effects.setdefault(link[0], set()).add(link[1])
        kept.append(link)
    return kept


def _reaches(effects: dict[int, set[int]], start: int, goal: int) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        if node not in seen:
            seen.add(node)
            waiting.extend(effects.get(node, ()))
    return False


def _parts(links: Sequence[Link], sizes: Sequence[Point]) -> list[_Part]:
    """Layers, order and chains of dummy points of each component, the largest component first."""
    if not links:
        return []
    names = sorted({end for link in links for end in link})
    compact = {name: k for k, name in enumerate(names)}
    found = from_edges(
        [(compact[a], compact[b]) for a, b in links],
        minimum_length=1,
        vertex_spacing=10,
        dummy_vertices=True,
        check_layout=True,
    )
    names_of = dict(enumerate(names))
    parts = []
    for places, _, _, hops in found:
        layers: dict[float, list[tuple[float, int]]] = {}
        for k, (x, y) in places:
            layers.setdefault(-y, []).append((x, _true_id(k, names_of, len(sizes))))
        ordered = [[node for _, node in sorted(layers[y])] for y in sorted(layers)]
        steps = [tuple(_true_id(k, names_of, len(sizes)) for k in hop) for hop in hops or ()]
        parts.append(_Part(ordered, _chains([(a, b) for a, b in steps], len(sizes))))
    return sorted(parts, key=lambda part: (-len(part.chains), part.layers[0]))


def _true_id(k: int | str, names: dict[int, int], first: int) -> int:
    """The box that the library numbers k, or a number beyond all boxes for a dummy point."""
    return names.get(int(k), first + int(k))


def _chains(steps: Sequence[Link], dummies: int) -> dict[Link, list[int]]:
    """The dummy points that each arrow passes, by its two ends."""
    after = {a: b for a, b in steps if a >= dummies}
    chains: dict[Link, list[int]] = {}
    for cause, following in steps:
        if cause >= dummies:
            continue
        node, passed = following, []
        while node >= dummies:
            passed.append(node)
            node = after[node]
        chains[cause, node] = passed
    return chains


def _place_across(part: _Part, sizes: Sequence[Point], gaps: Gaps) -> None:
    """Sweep up and down until boxes stand at the mean of their neighbours, kept apart."""
    widths = {
        n: sizes[n][0] if n < len(sizes) else _DUMMY_WIDTH for row in part.layers for n in row
    }
    above: dict[int, list[tuple[int, float]]] = {n: [] for n in widths}
    below: dict[int, list[tuple[int, float]]] = {n: [] for n in widths}
    for (cause, effect), passed in part.chains.items():
        stops = [cause, *passed, effect]
        for a, b in pairwise(stops):
            pull = 1.0 + 2.0 * (a >= len(sizes)) + 2.0 * (b >= len(sizes))
            below[a].append((b, pull))
            above[b].append((a, pull))
    for row in part.layers:
        start = -sum(widths[n] + gaps.across for n in row) / 2
        for n in row:
            part.across[n] = start + widths[n] / 2
            start += widths[n] + gaps.across
    both = {n: above[n] + below[n] for n in widths}
    for sweep in range(_SWEEPS):
        last = sweep >= _SWEEPS - 4
        towards = both if last else (above if sweep % 2 == 0 else below)
        for row in part.layers if sweep % 2 == 0 else reversed(part.layers):
            _settle(row, part.across, widths, towards, gaps.across)


def _settle(
    row: list[int],
    across: dict[int, float],
    widths: dict[int, float],
    towards: dict[int, list[tuple[int, float]]],
    gap: float,
) -> None:
    """Move one layer to its neighbours' means, as far as order and distance allow."""
    wished, weights = [], []
    for n in row:
        pull = sum(w for _, w in towards[n])
        wished.append(sum(across[m] * w for m, w in towards[n]) / pull if pull else across[n])
        weights.append(pull or 0.1)
    apart = [(widths[a] + widths[b]) / 2 + gap for a, b in pairwise(row)]
    for n, place in zip(row, spread(wished, weights, apart), strict=True):
        across[n] = place


def _place_along(part: _Part, sizes: Sequence[Point], gaps: Gaps) -> None:
    """Stack the layers, with more room where arrows slant far."""
    part.thickness = [max(sizes[n][1] for n in row if n < len(sizes)) for row in part.layers]
    rank = {n: k for k, row in enumerate(part.layers) for n in row}
    slant = [0.0] * len(part.layers)
    for (cause, effect), passed in part.chains.items():
        stops = [cause, *passed, effect]
        for a, b in pairwise(stops):
            slant[rank[a]] = max(slant[rank[a]], abs(part.across[a] - part.across[b]))
    top = 0.0
    for k, thick in enumerate(part.thickness):
        part.along.append(top + thick / 2)
        top += thick + min(gaps.most, gaps.along + 0.12 * slant[k])


def _assemble(
    parts: Sequence[_Part], sizes: Sequence[Point], links: Sequence[Link], gaps: Gaps
) -> Layout:
    """Put components side by side and lone boxes in rows after them."""
    centres: dict[int, Point] = {}
    routes: dict[Link, tuple[Point, ...]] = {}
    right, deep = 0.0, 0.0
    for part in parts:
        boxes = [(n, a) for n, a in part.across.items() if n < len(sizes)]
        edges = [(a - sizes[n][0] / 2, a + sizes[n][0] / 2) for n, a in boxes]
        edges += [(a, a) for n, a in part.across.items() if n >= len(sizes)]
        shift = right - min(first for first, _ in edges)
        part.across = {n: a + shift for n, a in part.across.items()}
        rank = {n: k for k, row in enumerate(part.layers) for n in row}
        centres |= {n: (part.across[n], part.along[rank[n]]) for n, _ in boxes}
        routes |= _routes(part, sizes, rank)
        right = shift + max(last for _, last in edges) + 2 * gaps.across
        deep = max(deep, part.along[-1] + part.thickness[-1] / 2)
    right = max(right - 2 * gaps.across, 0.0)
    alone = [n for n in range(len(sizes)) if n not in centres]
    right, deep = _place_alone(alone, sizes, centres, (right, deep), gaps)
    drawn = tuple(
        routes[a, b] if (a, b) in routes else tuple(reversed(routes[b, a])) for a, b in links
    )
    return Layout(tuple(centres[n] for n in range(len(sizes))), drawn, (right, deep))


def _place_alone(
    alone: Sequence[int],
    sizes: Sequence[Point],
    centres: dict[int, Point],
    extent: Point,
    gaps: Gaps,
) -> Point:
    """Boxes without arrows, in rows behind the rest; returns the new extent."""
    if not alone:
        return extent
    right, deep = extent
    room = max(right, 640.0, *(sizes[n][0] for n in alone))
    thick = max(sizes[n][1] for n in alone)
    at, middle = 0.0, (deep + gaps.along if deep else 0.0) + thick / 2
    for n in alone:
        if at + sizes[n][0] > room:
            at, middle = 0.0, middle + thick + gaps.across
        centres[n] = (at + sizes[n][0] / 2, middle)
        at += sizes[n][0] + gaps.across
        right = max(right, at - gaps.across)
    return right, middle + thick / 2


def _routes(
    part: _Part, sizes: Sequence[Point], rank: dict[int, int]
) -> dict[Link, tuple[Point, ...]]:
    """Points of every arrow of a component; arrows that share a box get ports side by side."""
    leaving: dict[int, list[tuple[float, Link]]] = {}
    entering: dict[int, list[tuple[float, Link]]] = {}
    for (cause, effect), passed in part.chains.items():
        stops = [cause, *passed, effect]
        leaving.setdefault(cause, []).append((part.across[stops[1]], (cause, effect)))
        entering.setdefault(effect, []).append((part.across[stops[-2]], (cause, effect)))
    out = {link: p for n, ends in leaving.items() for link, p in _ports(n, ends, part, sizes)}
    into = {link: p for n, ends in entering.items() for link, p in _ports(n, ends, part, sizes)}
    routes: dict[Link, tuple[Point, ...]] = {}
    for link, passed in part.chains.items():
        cause, effect = link
        points = [(out[link], part.along[rank[cause]] + sizes[cause][1] / 2)]
        for n in passed:
            half = part.thickness[rank[n]] / 2
            points.append((part.across[n], part.along[rank[n]] - half))
            points.append((part.across[n], part.along[rank[n]] + half))
        points.append((into[link], part.along[rank[effect]] - sizes[effect][1] / 2))
        routes[link] = tuple(points)
    return routes


def _ports(
    node: int, ends: list[tuple[float, Link]], part: _Part, sizes: Sequence[Point]
) -> list[tuple[Link, float]]:
    """Where the arrows at one side of a box touch it, in the order of their other ends."""
    step = min(16.0, 0.7 * sizes[node][0] / len(ends))
    first = part.across[node] - step * (len(ends) - 1) / 2
    return [(link, first + k * step) for k, (_, link) in enumerate(sorted(ends))]
