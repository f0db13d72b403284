"""Ways through the causal graph: from findings to the target, and the order of reasoning."""

from collections import deque
from collections.abc import Sequence

import numpy as np
from jaxtyping import Integer

from neurosym.bayes.causal.paths import reasoning_steps
from neurosym.bayes.network.graph import CausalGraph


def shortest_way(graph: CausalGraph, source: str, target: str) -> tuple[str, ...]:
    """Return the shortest open trail from a variable to the target, both included.

    A trail is open where information flows along it with nothing else known: it never meets two
    arrowheads at one variable. Without one, the result is empty.
    """
    start = (source, "below")
    came_from: dict[tuple[str, str], tuple[str, str] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        name, side = here
        if name == target:
            return _trail(here, came_from)
        onward = [(child, "above") for child in graph.children(name)]
        if side == "below":
            onward += [(parent, "below") for parent in graph.parents(name)]
        for step in onward:
            if step not in came_from:
                came_from[step] = here
                waiting.append(step)
    return ()


def _trail(
    end: tuple[str, str], came_from: dict[tuple[str, str], tuple[str, str] | None]
) -> tuple[str, ...]:
    names = []
    here: tuple[str, str] | None = end
    while here is not None:
        names.append(here[0])
        here = came_from[here]
    return tuple(reversed(names))


def evidence_paths(
    graph: CausalGraph, names: Sequence[str], target: int
) -> tuple[Integer[np.ndarray, " path"], Integer[np.ndarray, "path step"]]:
    """Return, for each variable with a way to the target, its index and the steps of the way.

    Args:
        graph: The causal graph.
        names: The variables in the order of columns.
        target: Index of the target.

    Returns:
        Sources, and steps after each source with the target last, padded with -1.
    """
    index = {name: i for i, name in enumerate(names)}
    ways = {
        source: shortest_way(graph, name, names[target])
        for source, name in enumerate(names)
        if source != target
    }
    found = {source: way for source, way in ways.items() if way}
    longest = max((len(way) - 1 for way in found.values()), default=1)
    steps = np.full((len(found), longest), -1, dtype=np.int64)
    for row, way in enumerate(found.values()):
        steps[row, : len(way) - 1] = [index[name] for name in way[1:]]
    return np.array(list(found), dtype=np.int64), steps


def mediator_steps(
    graph: CausalGraph, target: str, mediators: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """Return the order in which the model resolves mediators, those farthest from the target first.

    Args:
        graph: The causal graph.
        target: The variable that is asked for.
        mediators: The variables between findings and target.

    Returns:
        At most two steps: mediators that are farther away, then the target's neighbours.
    """
    steps = [
        tuple(name for name in step if name in mediators)
        for step in reasoning_steps(graph, target)[:-1]
    ]
    far = tuple(name for step in steps[:-1] for name in step)
    return tuple(step for step in (far, *steps[-1:]) if step)
