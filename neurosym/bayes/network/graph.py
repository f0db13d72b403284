"""A causal graph as a value: its arrows, how sure each is, and how its direction is known."""

import csv
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Literal, get_args

from neurosym.errors import DataError, KnowledgeError

Direction = Literal["data", "knowledge", "unknown"]
_HEADER = ("cause", "effect", "confidence", "direction")


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow of a causal graph.

    Attributes:
        cause: Where it starts.
        effect: Where it ends.
        confidence: Share of the bootstrap graphs in which the pair is joined, from 0 to 1.
        direction: What its direction rests on: the data, an expert's knowledge, or nothing
            (drawn as stored, but its reverse explains the data as well).
    """

    cause: str
    effect: str
    confidence: float = 1.0
    direction: Direction = "data"

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            msg = f"the confidence of {self.cause} -> {self.effect} is {self.confidence}, not 0..1"
            raise DataError(msg)


@dataclass(frozen=True, slots=True)
class CausalGraph:
    """A directed acyclic graph over named variables.

    Attributes:
        nodes: Names of the variables, in the order of the data's columns.
        edges: The arrows.
        notes: What a reader must know about how the graph was learned, one sentence each.

    Example:
        >>> graph = CausalGraph(("a", "b", "c"), (Edge("a", "b"), Edge("b", "c")))
        >>> graph.paths("a", "c")
        [('a', 'b', 'c')]
    """

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = set(self.nodes)
        if len(known) != len(self.nodes):
            twice = next(name for name in self.nodes if self.nodes.count(name) > 1)
            msg = f"variable {twice} occurs twice in the graph"
            raise KnowledgeError(msg)
        seen: set[frozenset[str]] = set()
        for edge in self.edges:
            for name in (edge.cause, edge.effect):
                if name not in known:
                    msg = f"{edge.cause} -> {edge.effect} names {name}, which is no variable"
                    raise KnowledgeError(msg)
            pair = frozenset((edge.cause, edge.effect))
            if pair in seen and edge.cause != edge.effect:
                msg = f"{edge.cause} and {edge.effect} are joined twice; keep one of the arrows"
                raise KnowledgeError(msg)
            seen.add(pair)
        loop = cycle_in((edge.cause, edge.effect) for edge in self.edges)
        if loop:
            msg = f"the arrows {' -> '.join(loop)} form a cycle; remove or turn one of them"
            raise KnowledgeError(msg)

    def parents(self, name: str) -> tuple[str, ...]:
        """The direct causes of a variable, in the order of the nodes."""
        found = {edge.cause for edge in self.edges if edge.effect == name}
        return tuple(node for node in self.nodes if node in found)

    def children(self, name: str) -> tuple[str, ...]:
        """The direct effects of a variable, in the order of the nodes."""
        found = {edge.effect for edge in self.edges if edge.cause == name}
        return tuple(node for node in self.nodes if node in found)

    def parent_indices(self) -> tuple[tuple[int, ...], ...]:
        """For each node the positions of its parents."""
        index = {name: i for i, name in enumerate(self.nodes)}
        return tuple(tuple(index[p] for p in self.parents(name)) for name in self.nodes)

    def edge(self, cause: str, effect: str) -> Edge | None:
        """The arrow from one variable to another, if there is one."""
        return next((e for e in self.edges if (e.cause, e.effect) == (cause, effect)), None)

    def causal_order(self) -> tuple[str, ...]:
        """The nodes with causes before effects; free choices follow the nodes' own order."""
        waiting = {name: set(self.parents(name)) for name in self.nodes}
        order: list[str] = []
        while waiting:
            free = next(name for name in self.nodes if name in waiting and not waiting[name])
            order.append(free)
            del waiting[free]
            for missing in waiting.values():
                missing.discard(free)
        return tuple(order)

    def ancestors(self, name: str) -> frozenset[str]:
        """All direct and indirect causes of a variable."""
        return _reached(name, self.parents)

    def descendants(self, name: str) -> frozenset[str]:
        """All direct and indirect effects of a variable."""
        return _reached(name, self.children)

    def paths(self, cause: str, effect: str) -> list[tuple[str, ...]]:
        """All directed paths from one variable to another, shortest first."""
        useful = self.ancestors(effect) | {effect}
        found: list[tuple[str, ...]] = []
        open_ends: deque[tuple[str, ...]] = deque([(cause,)])
        while open_ends:
            path = open_ends.popleft()
            if path[-1] == effect:
                found.append(path)
            else:
                nearer = (child for child in self.children(path[-1]) if child in useful)
                open_ends.extend((*path, child) for child in nearer)
        return found

    def to_networkx(self) -> object:
        """The graph as a ``networkx.DiGraph``; arrows carry ``confidence`` and ``direction``."""
        import networkx  # noqa: PLC0415

        graph: networkx.DiGraph[str] = networkx.DiGraph()
        graph.add_nodes_from(self.nodes)
        for edge in self.edges:
            graph.add_edge(
                edge.cause, edge.effect, confidence=edge.confidence, direction=edge.direction
            )
        return graph

    def csv_text(self) -> str:
        """The arrows as CSV text, one a line, under ``cause,effect,confidence,direction``."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_HEADER)
        for edge in self.edges:
            writer.writerow((edge.cause, edge.effect, f"{edge.confidence:.4g}", edge.direction))
        return out.getvalue()

    def to_csv(self, path: Path) -> None:
        """Write ``csv_text`` to a file."""
        path.write_text(self.csv_text(), encoding="utf-8")

    @classmethod
    def from_csv(cls, path: Path, nodes: Sequence[str] | None = None) -> "CausalGraph":
        """Read a graph from a file of arrows.

        Args:
            path: The file.
            nodes: All variables in order; None for those that the arrows name.

        Returns:
            The graph.

        Raises:
            DataError: A line is no arrow.
            KnowledgeError: The arrows form no acyclic graph over the nodes.
        """
        rows = list(csv.reader(StringIO(path.read_text(encoding="utf-8-sig"))))
        if not rows or tuple(rows[0]) != _HEADER:
            msg = f"{path}:1: the first line must be {','.join(_HEADER)}"
            raise DataError(msg)
        edges = [_edge(row, path, line) for line, row in enumerate(rows[1:], 2) if row]
        named = dict.fromkeys(name for edge in edges for name in (edge.cause, edge.effect))
        try:
            return cls(tuple(named if nodes is None else nodes), tuple(edges))
        except KnowledgeError as error:
            msg = f"{path}: {error}"
            raise KnowledgeError(msg) from error


def _edge(row: list[str], path: Path, line: int) -> Edge:
    if len(row) != len(_HEADER):
        msg = f"{path}:{line}: {len(row)} cells instead of {','.join(_HEADER)}"
        raise DataError(msg)
    cause, effect, confidence, direction = row
    for known in get_args(Direction):
        if known == direction:
            break
    else:
        msg = f"{path}:{line}: direction {direction!r} is none of data, knowledge, unknown"
        raise DataError(msg)
    try:
        return Edge(cause, effect, float(confidence), known)
    except ValueError as error:
        msg = f"{path}:{line}: confidence {confidence!r} is no number"
        raise DataError(msg) from error
    except DataError as error:
        msg = f"{path}:{line}: {error}"
        raise DataError(msg) from error


def _reached(start: str, step: Callable[[str], tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in step(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return frozenset(found)


def cycle_in(arrows: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """A directed cycle among arrows, its first node repeated at the end; empty if there is none.

    Args:
        arrows: Pairs of cause and effect.

    Returns:
        The nodes along one cycle.
    """
    effects: dict[str, list[str]] = {}
    for cause, effect in arrows:
        effects.setdefault(cause, []).append(effect)
    finished: set[str] = set()
    for start, direct in effects.items():
        path = [start]
        branches = [iter(direct)] if start not in finished else []
        while branches:
            following = next(branches[-1], None)
            if following is None:
                branches.pop()
                finished.add(path.pop())
            elif following in path:
                return (*path[path.index(following) :], following)
            elif following not in finished:
                path.append(following)
                branches.append(iter(effects.get(following, ())))
    return ()
