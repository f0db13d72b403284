"""The smallest set of facts and rules that cannot hold together.

Subsets of the facts are tried by size, each size in one batch, so the first that is impossible is
smallest. Where there are too many to try, facts are dropped one at a time while the conflict
stays, which gives a set that no fact can leave. The rules are then reduced in the same way.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int16

Possible = Callable[[np.ndarray, np.ndarray, np.ndarray | None], np.ndarray]
"""From codes, values (both ``[batch, variable]``) and the active rules (None: all) to whether any
world is left, ``[batch]``."""

_MOST_SUBSETS = 20_000


@dataclass(frozen=True, slots=True)
class Conflict:
    """Facts and rules that cannot hold together.

    Attributes:
        facts: Variables whose observed states conflict.
        rules: Indices of the rules that they break; empty where the network itself excludes them.
        smallest: Whether no smaller set of facts conflicts (else: none of these can be dropped).
    """

    facts: tuple[int, ...]
    rules: tuple[int, ...]
    smallest: bool = True


def find_conflict(
    codes: Int16[np.ndarray, " variable"],
    values: Float64[np.ndarray, " variable"],
    possible: Possible,
    scopes: Sequence[Sequence[int]],
) -> Conflict:
    """Return the smallest conflict of a case that is known to be impossible.

    Args:
        codes: State of each variable, -1 where silent.
        values: Numbers of the numeric variables; NaN elsewhere.
        possible: Tells which cases any world agrees with.
        scopes: The variables that each rule reads.

    Raises:
        ValueError: If the case is possible after all.
    """
    case = _Case(codes, values, possible)
    seen = [int(v) for v in np.flatnonzero(codes >= 0)]
    if case.holds([tuple(seen)])[0]:
        raise ValueError("the case agrees with the rules; there is no conflict to name")
    read = {variable for scope in scopes for variable in scope}
    relevant = [variable for variable in seen if variable in read]
    if case.holds([tuple(relevant)])[0]:
        relevant = seen
    facts, smallest = case.smallest(relevant)
    return Conflict(facts, case.rules(facts, scopes), smallest)


class _Case:
    def __init__(
        self,
        codes: Int16[np.ndarray, " variable"],
        values: Float64[np.ndarray, " variable"],
        possible: Possible,
    ) -> None:
        self.codes = codes
        self.values = values
        self.possible = possible

    def holds(
        self, subsets: Sequence[tuple[int, ...]], active: Bool[np.ndarray, " rule"] | None = None
    ) -> Bool[np.ndarray, " batch"]:
        """Whether the case reduced to each of some subsets of its facts is possible."""
        keep = np.zeros((len(subsets), len(self.codes)), dtype=bool)
        for row, subset in enumerate(subsets):
            keep[row, list(subset)] = True
        codes = np.where(keep, self.codes, np.int16(-1))
        values = np.where(keep, self.values, np.nan)
        return self.possible(codes, values, active)

    def smallest(self, facts: Sequence[int]) -> tuple[tuple[int, ...], bool]:
        for size in range(len(facts) + 1):
            if math.comb(len(facts), size) > _MOST_SUBSETS:
                return self._reduced(facts), False
            subsets = list(itertools.combinations(facts, size))
            impossible = np.flatnonzero(~self.holds(subsets))
            if len(impossible):
                return subsets[impossible[0]], True
        return tuple(facts), True

    def _reduced(self, facts: Sequence[int]) -> tuple[int, ...]:
        left = list(facts)
        for fact in facts:
            fewer = tuple(other for other in left if other != fact)
            if not self.holds([fewer])[0]:
                left.remove(fact)
        return tuple(left)

    def rules(self, facts: tuple[int, ...], scopes: Sequence[Sequence[int]]) -> tuple[int, ...]:
        active = np.ones(len(scopes), dtype=bool)
        if not self._breaks(facts, np.zeros(len(scopes), dtype=bool)):
            for rule in sorted(range(len(scopes)), key=lambda r: -_distance(scopes[r], facts)):
                active[rule] = False
                active[rule] = not self._breaks(facts, active)
            return tuple(int(rule) for rule in np.flatnonzero(active))
        return ()

    def _breaks(self, facts: tuple[int, ...], active: Bool[np.ndarray, " rule"]) -> bool:
        return not bool(self.holds([facts], active)[0])


def _distance(scope: Sequence[int], facts: tuple[int, ...]) -> int:
    """How many variables a rule reads beyond the facts: the farthest are dropped first."""
    return len(set(scope) - set(facts))
