"""Paths that explain: directed ones from cause to effect, and active ones from evidence to query.

A path is *active* given the evidence when information flows along it: no variable on it that is
passed through or is a common cause was observed, and every common effect on it was, itself or by
one of its descendants (d-separation [1]).

References:
    [1] J. Pearl, "Probabilistic reasoning in intelligent systems", 1988.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from neurosym.bayes.network.graph import CausalGraph
from neurosym.errors import DataError

Strengths = Mapping[tuple[str, str], float]
_MOST_TRIES = 20_000  # paths looked at from one source: dense graphs have exponentially many


@dataclass(frozen=True, slots=True)
class CausalPath:
    """A path in a causal graph.

    Attributes:
        nodes: The variables along it, from where one starts to where one goes.
        arrows: The arrows along it, each as cause and effect, in the same order.
        strength: The product of the arrows' strengths.
    """

    nodes: tuple[str, ...]
    arrows: tuple[tuple[str, str], ...]
    strength: float

    @property
    def directed(self) -> bool:
        """Whether all arrows point one way, along the path or against it."""
        forth = tuple(zip(self.nodes, self.nodes[1:], strict=False))
        return self.arrows in (forth, tuple((b, a) for a, b in forth))

    @property
    def causal_nodes(self) -> tuple[str, ...]:
        """The variables in causal direction: turned round where all arrows point back."""
        back = self.directed and bool(self.arrows) and self.arrows[0][1] == self.nodes[0]
        return self.nodes[::-1] if back else self.nodes


def causal_paths(
    graph: CausalGraph,
    sources: Sequence[str],
    target: str,
    strengths: Strengths | None = None,
    count: int = 10,
) -> list[CausalPath]:
    """The strongest directed paths cause -> mediator -> effect from any source to a target.

    Args:
        graph: The causal graph.
        sources: Causes to start from.
        target: The effect.
        strengths: Strength of each arrow from 0 to 1; None counts every arrow as 1.
        count: The most paths returned.

    Returns:
        Paths of at least one arrow, strongest first; at equal strength the shorter first.

    Raises:
        DataError: A name is no variable of the graph.
    """
    _check(graph, (*sources, target))
    useful = graph.ancestors(target) | {target}

    def onward(path: tuple[str, ...]) -> Iterator[str]:
        return (child for child in graph.children(path[-1]) if child in useful)

    starts = [source for source in dict.fromkeys(sources) if source != target]
    return _strongest(graph, starts, target, onward, (strengths, count))


def active_paths(
    graph: CausalGraph,
    evidence: Sequence[str],
    query: str,
    strengths: Strengths | None = None,
    count: int = 10,
) -> list[CausalPath]:
    """The strongest paths along which a piece of evidence speaks to the query, given the rest.

    Args:
        graph: The causal graph.
        evidence: The observed variables.
        query: The variable asked for, not observed.
        strengths: Strength of each arrow from 0 to 1; None counts every arrow as 1.
        count: The most paths returned.

    Returns:
        Paths from a piece of evidence to the query, strongest first; at equal strength the
        shorter first. Evidence without a path is irrelevant to the query, given the rest.

    Raises:
        DataError: A name is no variable of the graph, or the query is among the evidence.
    """
    _check(graph, (*evidence, query))
    if query in evidence:
        msg = f"{query} is both evidence and query; leave it out of one"
        raise DataError(msg)
    found = []
    for source in dict.fromkeys(evidence):
        rest = frozenset(evidence) - {source}
        opened = rest.union(*(graph.ancestors(name) for name in rest))
        steps = _active_steps(graph, rest, opened)
        if _speaks(source, query, steps):
            found += _strongest(graph, [source], query, steps, (strengths, count))
    return sorted(found, key=lambda path: (-path.strength, len(path.nodes)))[:count]


def _active_steps(
    graph: CausalGraph, observed: frozenset[str], opened: frozenset[str]
) -> Callable[[tuple[str, ...]], Iterator[str]]:
    parents = {name: graph.parents(name) for name in graph.nodes}
    children = {name: graph.children(name) for name in graph.nodes}

    def onward(path: tuple[str, ...]) -> Iterator[str]:
        here = path[-1]
        came_down = len(path) > 1 and path[-2] in parents[here]
        start = len(path) == 1
        if start or (here in opened if came_down else here not in observed):
            yield from parents[here]
        if start or here not in observed:
            yield from children[here]

    return onward


def _speaks(source: str, query: str, onward: Callable[[tuple[str, ...]], Iterator[str]]) -> bool:
    """Whether any active path leads from source to query; linear in the arrows (Bayes ball)."""
    seen: set[tuple[str, ...]] = {(source,)}
    stack: list[tuple[str, ...]] = [(source,)]
    while stack:
        step = stack.pop()
        for other in onward(step):
            if other == query:
                return True
            following = (step[-1], other)
            if following not in seen:
                seen.add(following)
                stack.append(following)
    return False


def _strongest(
    graph: CausalGraph,
    sources: Sequence[str],
    target: str,
    onward: Callable[[tuple[str, ...]], Iterator[str]],
    wanted: tuple[Strengths | None, int],
) -> list[CausalPath]:
    """Best-first search: a path never grows stronger, so finished ones come out in order."""
    strengths, count = wanted
    known = {(edge.cause, edge.effect) for edge in graph.edges}
    waiting: list[tuple[float, int, tuple[str, ...], tuple[tuple[str, str], ...]]] = []
    for source in sources:
        heappush(waiting, (-1.0, 1, (source,), ()))
    found: list[CausalPath] = []
    tries = 0
    while waiting and len(found) < count and tries < _MOST_TRIES:
        tries += 1
        negative, length, path, arrows = heappop(waiting)
        if path[-1] == target:
            found.append(CausalPath(path, arrows, -negative))
            continue
        for other in onward(path):
            if other in path:
                continue
            arrow = (path[-1], other) if (path[-1], other) in known else (other, path[-1])
            strength = 1.0 if strengths is None else strengths[arrow]
            heappush(waiting, (negative * strength, length + 1, (*path, other), (*arrows, arrow)))
    return found


def reasoning_steps(
    graph: CausalGraph, query: str, evidence: Collection[str] | None = None
) -> tuple[tuple[str, ...], ...]:
    """The order in which beliefs are formed: from what is far from the query towards it.

    Args:
        graph: The causal graph.
        query: The variable asked for; the last step.
        evidence: The observed variables, which need no belief; with them, only variables that an
            active path may pass are kept. None for the order whatever the evidence.

    Returns:
        Steps of variables at equal distance from the query, farthest first; variables that no
        path joins with the query are left out.

    Raises:
        DataError: A name is no variable of the graph.
    """
    _check(graph, (*(evidence or ()), query))
    distance = {query: 0}
    waiting = [query]
    for name in waiting:
        if name != query and name in (evidence or ()):
            continue
        for other in (*graph.parents(name), *graph.children(name)):
            if other not in distance:
                distance[other] = distance[name] + 1
                waiting.append(other)
    kept = set(distance) - set(evidence or ())
    if evidence is not None:
        between = active_paths(graph, tuple(evidence), query, count=1_000)
        kept &= {query}.union(*(path.nodes for path in between))
    depths = sorted({distance[name] for name in kept}, reverse=True)
    return tuple(tuple(n for n in graph.nodes if n in kept and distance[n] == d) for d in depths)


def _check(graph: CausalGraph, names: Sequence[str]) -> None:
    for name in names:
        if name not in graph.nodes:
            msg = f"the graph has no variable {name}; it has {', '.join(graph.nodes)}"
            raise DataError(msg)
