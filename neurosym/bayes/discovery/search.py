"""Greedy search for the acyclic graph of best score that keeps to the knowledge.

From the required arrows on, the one change (add, remove, reverse) that helps most is made; when
none helps, a few steps downhill are allowed that undo nothing just done (tabu), and the best
graph met is kept [1]. After a change only the gains of the changed variables are computed anew.

References:
    [1] D. Koller, N. Friedman, "Probabilistic graphical models", 2009, section 18.4.3.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float64

from neurosym.bayes.discovery.scores import FamilyScore

Engine = Literal["greedy", "pgmpy"]
Parents = tuple[frozenset[int], ...]
_HELPS = 1e-9


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """What a search may do.

    Attributes:
        allowed: True at ``[cause, effect]`` for arrows that may be there.
        required: True for arrows that must be there.
        max_parents: The most direct causes of one variable.
        patience: Steps without a better graph before a climb stops.
        climbs: Number of climbs, each but the first from a shaken best graph.
        engine: Our greedy search, or pgmpy's hill climbing (which knows one climb only).
    """

    allowed: Bool[np.ndarray, "node node"]
    required: Bool[np.ndarray, "node node"]
    max_parents: int = 5
    patience: int = 10
    climbs: int = 1
    engine: Engine = "greedy"


@dataclass(slots=True)
class _State:
    """The graph of the moment: parents, gains of toggling each arrow, and who reaches whom."""

    score: FamilyScore
    limits: SearchLimits
    parents: list[frozenset[int]]
    gains: Float64[np.ndarray, "node node"] = field(init=False)

    def __post_init__(self) -> None:
        count = self.score.count
        self.gains = np.full((count, count), -np.inf)
        for child in range(count):
            self.refresh(child)

    def refresh(self, child: int) -> None:
        """Compute anew what adding or removing each arrow into ``child`` would gain."""
        own = self.parents[child]
        now = self.score.family(child, own)
        for cause in range(self.score.count):
            if cause in own:
                self.gains[cause, child] = self.score.family(child, own - {cause}) - now
            elif self.limits.allowed[cause, child]:
                self.gains[cause, child] = self.score.family(child, own | {cause}) - now

    def reaches(self) -> Bool[np.ndarray, "node node"]:
        """True at ``[a, b]`` where a directed path leads from a to b, or a is b."""
        count = self.score.count
        below = [1 << node for node in range(count)]
        for node in reversed(causal_order(self.parents)):
            for parent in self.parents[node]:
                below[parent] |= below[node]
        return np.array([[bits >> other & 1 for other in range(count)] for bits in below], bool)

    def legal(
        self, tabu: set[tuple[int, int]]
    ) -> tuple[Bool[np.ndarray, "node node"], Bool[np.ndarray, "node node"]]:
        """Which arrows may be toggled, and which may be reversed, without closing a cycle."""
        count = self.score.count
        present = np.zeros((count, count), bool)
        for child, own in enumerate(self.parents):
            present[list(own), child] = True
        reach = self.reaches()
        room = np.array([len(own) < self.limits.max_parents for own in self.parents])
        free = np.ones((count, count), bool)
        for cause, effect in tabu:
            free[cause, effect] = False
        adds = ~present & ~reach.T & self.limits.allowed & room[None, :] & free
        removes = present & ~self.limits.required & free
        # Reversing a -> b closes a cycle where another child of a reaches b.
        other_way = (present.astype(np.int64) @ reach.astype(np.int64)) > 1
        turns = removes & self.limits.allowed.T & ~other_way & room[:, None] & free.T
        return adds | removes, turns

    def best_change(self, tabu: set[tuple[int, int]]) -> tuple[float, tuple[tuple[int, int], ...]]:
        """The best legal change outside ``tabu``: its gain, and the arrows it toggles."""
        may_toggle, may_turn = self.legal(tabu)
        toggles = np.where(may_toggle, self.gains, -np.inf)
        turns = np.where(may_turn, self.gains + self.gains.T, -np.inf)
        toggle, turn = int(toggles.argmax()), int(turns.argmax())
        if turns.flat[turn] > toggles.flat[toggle]:
            cause, effect = divmod(turn, self.score.count)
            return float(turns.flat[turn]), ((cause, effect), (effect, cause))
        return float(toggles.flat[toggle]), (divmod(toggle, self.score.count),)

    def legal_changes(self) -> list[tuple[tuple[int, int], ...]]:
        """Every legal change, as the arrows that it toggles."""
        may_toggle, may_turn = self.legal(set())
        single = [((int(a), int(b)),) for a, b in np.argwhere(may_toggle)]
        return single + [((int(a), int(b)), (int(b), int(a))) for a, b in np.argwhere(may_turn)]

    def toggle(self, arrows: tuple[tuple[int, int], ...]) -> None:
        """Make a change."""
        for cause, effect in arrows:
            self.parents[effect] = self.parents[effect] ^ {cause}
        for _, effect in arrows:
            self.refresh(effect)


def causal_order(parents: Parents | list[frozenset[int]]) -> list[int]:
    """The nodes, causes before effects.

    Args:
        parents: For each node its direct causes; acyclic.

    Returns:
        Every node once.
    """
    missing = [len(own) for own in parents]
    children: list[list[int]] = [[] for _ in parents]
    for child, own in enumerate(parents):
        for parent in own:
            children[parent].append(child)
    order = [node for node, count in enumerate(missing) if count == 0]
    for node in order:
        for child in children[node]:
            missing[child] -= 1
            if missing[child] == 0:
                order.append(child)
    return order


def greedy_search(score: FamilyScore, limits: SearchLimits, seed: int = 0) -> tuple[Parents, bool]:
    """Search greedily from several starts; an interrupt (Ctrl-C) ends it with the best so far.

    Args:
        score: The score of each family.
        limits: Allowed and required arrows.
        seed: Seeds the random steps between the climbs.

    Returns:
        For each variable its direct causes, and whether the search was interrupted.
    """
    generator = np.random.default_rng(seed)
    required = [frozenset(np.flatnonzero(column).tolist()) for column in limits.required.T]
    best: Parents = tuple(required)
    try:
        state = _State(score, limits, required)
        best_value = 0.0
        for start in range(limits.climbs):
            if start:
                state = _State(score, limits, list(best))
                gained = _shake(state, generator, int(generator.integers(2, max(3, score.count))))
            else:
                gained = 0.0
            found, value = _climb(state, limits.patience)
            base = best_value if start else 0.0
            if base + gained + value > best_value + _HELPS:
                best, best_value = found, base + gained + value
    except KeyboardInterrupt:
        return best, True
    return best, False


def _climb(state: _State, patience: int) -> tuple[Parents, float]:
    """Make the best change again and again; the best graph met and what it gained."""
    best, best_value = tuple(state.parents), 0.0
    value, waited = 0.0, 0
    tabu: deque[tuple[int, int]] = deque(maxlen=2 * patience)
    while waited < patience:
        gain, arrows = state.best_change(set(tabu))
        if gain == -np.inf:
            break
        state.toggle(arrows)
        tabu.extend(arrows)
        value += gain
        waited += 1
        if value > best_value + _HELPS:
            best, best_value, waited = tuple(state.parents), value, 0
    return best, best_value


def _shake(state: _State, generator: np.random.Generator, steps: int) -> float:
    """Make random legal changes; what they gained (mostly a loss)."""
    total = 0.0
    for _ in range(steps):
        changes = state.legal_changes()
        if not changes:
            break
        arrows = changes[generator.integers(len(changes))]
        total += sum(float(state.gains[arrow]) for arrow in arrows)
        state.toggle(arrows)
    return total
