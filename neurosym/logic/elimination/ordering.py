"""In which order variables are eliminated: the one that fills in least comes next."""

import heapq
import math
from collections.abc import Callable, Iterable, Sequence

_Cost = tuple[int, int]
"""Pairs of neighbours that elimination would join, and the number of neighbours."""


def min_fill(
    scopes: Iterable[Sequence[int]],
    card: Callable[[int], int],
    last: int = -1,
    most: float = math.inf,
) -> tuple[list[int], float]:
    """Return all variables of some tables in an order of elimination.

    Args:
        scopes: Variables of every table.
        card: Number of values of a variable.
        last: A variable to keep for the end of its part; -1 for none.
        most: Rows from which on nothing is to be ordered any more.

    Returns:
        The order, and the number of rows of all joined tables if none were missing; where they
        are more than ``most``, the order is not whole.
    """
    graph = _Graph(scopes, last)
    size = 0.0
    order: list[int] = []
    while size <= most and (variable := graph.cheapest()) is not None:
        order.append(variable)
        rows = float(card(variable))
        for other in graph.remove(variable):
            rows *= card(other)
        size += rows
    return ([*order, last] if last in graph.near else order), size


class _Graph:
    """Which variables share a table; neighbours as the bits of an integer."""

    def __init__(self, scopes: Iterable[Sequence[int]], last: int) -> None:
        self.last = last
        self.near: dict[int, int] = {}
        for scope in scopes:
            mask = 0
            for variable in scope:
                mask |= 1 << variable
            for variable in scope:
                self.near[variable] = self.near.get(variable, 0) | mask
        for variable in self.near:
            self.near[variable] &= ~(1 << variable)
        self.cost = {variable: self._cost(variable) for variable in self.near if variable != last}
        self.heap = [(cost, variable) for variable, cost in self.cost.items()]
        heapq.heapify(self.heap)

    def cheapest(self) -> int | None:
        """Return the variable whose elimination joins the fewest others; None at the end.

        Costs in the heap may be out of date: they are looked at again when they come up.
        """
        while self.heap:
            claimed, variable = heapq.heappop(self.heap)
            if variable not in self.cost or claimed != self.cost[variable]:
                continue
            now = self._cost(variable)
            if now <= claimed:
                return variable
            self._set(variable, now)
        return None

    def remove(self, variable: int) -> list[int]:
        """Eliminate a variable: its neighbours become each other's. Return them."""
        neighbours = self.near.pop(variable)
        del self.cost[variable]
        others = _bits(neighbours)
        gone = ~(1 << variable)
        for other in others:
            self.near[other] = (self.near[other] | neighbours) & gone & ~(1 << other)
        for other in others:
            if other != self.last:
                self._set(other, self._cost(other))
        return others

    def _set(self, variable: int, cost: _Cost) -> None:
        if cost != self.cost[variable]:
            self.cost[variable] = cost
            heapq.heappush(self.heap, (cost, variable))

    def _cost(self, variable: int) -> _Cost:
        neighbours = self.near[variable]
        missing = 0
        for other in _bits(neighbours):
            missing += (neighbours & ~self.near[other]).bit_count() - 1
        return missing, neighbours.bit_count()


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
