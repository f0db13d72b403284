"""Compelled arrows against the enumeration of all equivalent graphs."""

from itertools import product as cartesian

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import Bool

from neurosym.bayes.discovery.equivalence import adjacency, compelled
from neurosym.bayes.network.graph import cycle_in

Matrix = Bool[np.ndarray, "node node"]


def colliders(arrows: Matrix) -> set[tuple[int, int, int]]:
    joined = arrows | arrows.T
    count = len(arrows)
    return {
        (a, c, b)
        for c in range(count)
        for a in range(count)
        for b in range(a)
        if arrows[a, c] and arrows[b, c] and not joined[a, b]
    }


def equivalents(arrows: Matrix) -> list[Matrix]:
    """Every acyclic graph with the same pairs and colliders."""
    places = np.argwhere(arrows)
    found = []
    for flips in cartesian([False, True], repeat=len(places)):
        other = np.zeros_like(arrows)
        for (a, b), flip in zip(places, flips, strict=True):
            other[(b, a) if flip else (a, b)] = True
        loop = cycle_in((str(a), str(b)) for a, b in np.argwhere(other))
        if not loop and colliders(other) == colliders(arrows):
            found.append(other)
    return found


@settings(max_examples=80, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), knowing=st.booleans())
def test_agrees_with_enumeration(seed: int, knowing: bool) -> None:
    rng = np.random.default_rng(seed)
    rank = rng.permutation(5)
    arrows = (rng.random((5, 5)) < 0.6) & (rank[:, None] < rank[None, :])
    forced = arrows & (rng.random((5, 5)) < 0.3) if knowing else np.zeros_like(arrows)
    members = [graph for graph in equivalents(arrows) if (graph | ~forced).all()]
    expected = np.logical_and.reduce(members)
    np.testing.assert_array_equal(compelled(arrows, forced), expected)


def test_a_collider_is_compelled_and_a_chain_is_not() -> None:
    nothing = np.zeros((3, 3), bool)
    collider = adjacency((frozenset(), frozenset(), frozenset({0, 1})))
    chain = adjacency((frozenset(), frozenset({0}), frozenset({1})))
    assert compelled(collider, nothing).sum() == 2
    assert compelled(chain, nothing).sum() == 0
