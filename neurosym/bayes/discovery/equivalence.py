"""Which arrows of a graph the data can direct: the equivalence class, given what is known.

Graphs with the same pairs joined and the same colliders explain all data alike [1]. An arrow is
*compelled* when every such graph that keeps to the knowledge has it in this direction; Meek's
four rules find them all [2].

References:
    [1] T. Verma, J. Pearl, "Equivalence and synthesis of causal models", 1990.
    [2] C. Meek, "Causal inference and causal explanation with background knowledge", 1995.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool


def adjacency(parents: Sequence[frozenset[int]]) -> Bool[np.ndarray, "node node"]:
    """True at ``[cause, effect]`` where a graph has an arrow.

    Args:
        parents: For each node its direct causes.

    Returns:
        The adjacency matrix.
    """
    arrows = np.zeros((len(parents), len(parents)), bool)
    for child, own in enumerate(parents):
        arrows[sorted(own), child] = True
    return arrows


def compelled(
    arrows: Bool[np.ndarray, "node node"], forced: Bool[np.ndarray, "node node"]
) -> Bool[np.ndarray, "node node"]:
    """The arrows that every equivalent graph has in this direction.

    Args:
        arrows: An acyclic graph, True at ``[cause, effect]``.
        forced: True at arrows whose reverse the knowledge excludes.

    Returns:
        True at compelled arrows.
    """
    joined = arrows | arrows.T
    fixed: Bool[np.ndarray, "node node"] = arrows & (forced | _into_colliders(arrows, joined))
    changed = True
    while changed:
        changed = False
        for cause, effect in np.argwhere(arrows & ~fixed):
            if _follows(int(cause), int(effect), fixed, joined):
                fixed[cause, effect] = changed = True
    return fixed


def _into_colliders(
    arrows: Bool[np.ndarray, "node node"], joined: Bool[np.ndarray, "node node"]
) -> Bool[np.ndarray, "node node"]:
    """The arrows into effects that another cause, not joined to this one, also has."""
    found = np.zeros_like(arrows)
    for effect in range(len(arrows)):
        causes = np.flatnonzero(arrows[:, effect])
        apart = ~joined[np.ix_(causes, causes)]
        np.fill_diagonal(apart, val=False)
        found[causes, effect] = apart.any(1)
    return found


def _follows(
    cause: int,
    effect: int,
    fixed: Bool[np.ndarray, "node node"],
    joined: Bool[np.ndarray, "node node"],
) -> bool:
    """Whether one of Meek's rules directs a joined pair as cause -> effect."""
    into_cause, into_effect = fixed[:, cause], fixed[:, effect]
    if (into_cause & ~joined[:, effect]).any():  # else a new collider at the cause
        return True
    if (fixed[cause] & into_effect).any():  # else a cycle
        return True
    undirected = joined[cause] & ~fixed[cause] & ~into_cause
    middle = np.flatnonzero(undirected & into_effect)
    apart = ~joined[np.ix_(middle, middle)]
    if (apart.sum(1) > 1).any():  # a pair of them not joined; the diagonal counts once
        return True
    through = np.flatnonzero(joined[cause] & into_effect)
    behind = undirected & ~joined[:, effect]
    behind[effect] = False
    return bool(fixed[np.ix_(behind.nonzero()[0], through)].any())
