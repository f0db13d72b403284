"""Turn factor scopes into a tree of buckets: the plan of an exact inference, before any memory.

Variables are eliminated one by one. Eliminating ``v`` gathers the factors and messages that
mention it in a *bucket* and sends one message, over the remaining variables (the separator), to
the bucket of the separator's first eliminated variable. The buckets with their separators are a
junction tree; its width follows from the order alone, so it is known before arrays are made.

The order is found greedily: the next variable is the one whose elimination adds the least
weighted fill (min-fill) [1] or makes the smallest bucket (min-weight); the cheaper order is kept.

References:
    [1] U. Kjaerulff, "Triangulation of graphs: algorithms giving small total state space", 1990.
    [2] R. Dechter, "Bucket elimination: a unifying framework for reasoning", 1999.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from neurosym.errors import ResourceLimitError


@dataclass(frozen=True, slots=True)
class Bucket:
    """The place where one variable is eliminated.

    The static table (product of ``factors``) has axes ``shared + rest + (variable,)``; the
    product of the incoming messages has axes ``shared + (variable,) + free``; the outgoing
    message has axes ``scope = shared + rest + free``.

    Attributes:
        variable: The variable eliminated here.
        factors: Indices of the factor scopes multiplied into the static table.
        children: Buckets whose messages enter here.
        parent: The bucket that receives the message, -1 for a root.
        shared: Separator variables of both the static table and the incoming messages.
        rest: Separator variables of the static table alone.
        free: Separator variables of the incoming messages alone.
    """

    variable: int
    factors: tuple[int, ...]
    children: tuple[int, ...]
    parent: int
    shared: tuple[int, ...]
    rest: tuple[int, ...]
    free: tuple[int, ...]

    @property
    def scope(self) -> tuple[int, ...]:
        """Axes of the outgoing message, in storage order."""
        return self.shared + self.rest + self.free

    @property
    def incoming(self) -> tuple[int, ...]:
        """Axes of the product of the incoming messages, in storage order."""
        return (*self.shared, self.variable, *self.free)

    @property
    def static(self) -> tuple[int, ...]:
        """Axes of the static table, in storage order."""
        return (*self.shared, *self.rest, self.variable)


def _neighbours(count: int, scopes: Sequence[tuple[int, ...]]) -> list[set[int]]:
    adjacent: list[set[int]] = [set() for _ in range(count)]
    for scope in scopes:
        for first, second in combinations(scope, 2):
            adjacent[first].add(second)
            adjacent[second].add(first)
    return adjacent


def _fill_cost(variable: int, adjacent: list[set[int]], cards: Sequence[int]) -> int:
    cost = 0
    for first, second in combinations(adjacent[variable], 2):
        if second not in adjacent[first]:
            cost += cards[first] * cards[second]
    return cost


def _weight_cost(variable: int, adjacent: list[set[int]], cards: Sequence[int]) -> int:
    return cards[variable] * prod(cards[other] for other in adjacent[variable])


def _greedy_order(
    cards: Sequence[int],
    scopes: Sequence[tuple[int, ...]],
    cost: Callable[[int, list[set[int]], Sequence[int]], int],
) -> tuple[list[int], int]:
    """The greedy order, and the total number of joint states of its buckets."""
    adjacent = _neighbours(len(cards), scopes)
    costs = {
        v: (cost(v, adjacent, cards), _weight_cost(v, adjacent, cards)) for v in range(len(cards))
    }
    order, total = [], 0
    while costs:
        chosen = min(costs, key=lambda v: (costs[v], v))
        total += costs.pop(chosen)[1]
        order.append(chosen)
        around = adjacent[chosen]
        touched = set(around)
        for first, second in combinations(around, 2):
            if second not in adjacent[first]:
                adjacent[first].add(second)
                adjacent[second].add(first)
                touched |= adjacent[first] & adjacent[second]
        for other in around:
            adjacent[other].discard(chosen)
        for other in touched & costs.keys():
            costs[other] = (cost(other, adjacent, cards), _weight_cost(other, adjacent, cards))
    return order, total


def elimination_order(cards: Sequence[int], scopes: Sequence[tuple[int, ...]]) -> list[int]:
    """An order of elimination with small buckets, the cheaper of min-fill and min-weight.

    Args:
        cards: Number of states of each variable.
        scopes: The variables of each factor.

    Returns:
        Every variable once, first eliminated first.
    """
    by_fill = _greedy_order(cards, scopes, _fill_cost)
    by_weight = _greedy_order(cards, scopes, _weight_cost)
    return min(by_fill, by_weight, key=lambda found: found[1])[0]


def plan_buckets(
    cards: Sequence[int], scopes: Sequence[tuple[int, ...]], limit: int
) -> tuple[Bucket, ...]:
    """Plan the buckets in order of elimination; children come before their parents.

    Args:
        cards: Number of states of each variable.
        scopes: The variables of each factor.
        limit: The most joint states that one array may have for one case.

    Returns:
        One bucket for each variable.

    Raises:
        ResourceLimitError: A bucket would need more joint states than ``limit``.
        ValueError: A scope names a variable twice or one that does not exist.
    """
    for scope in scopes:
        if len(set(scope)) != len(scope) or not all(0 <= v < len(cards) for v in scope):
            msg = f"scope {scope} names a variable twice or beyond the {len(cards)} variables"
            raise ValueError(msg)
    order = elimination_order(cards, scopes)
    rank = {variable: position for position, variable in enumerate(order)}
    factors: list[list[int]] = [[] for _ in order]
    for index, scope in enumerate(scopes):
        if scope:
            factors[min(rank[v] for v in scope)].append(index)
    children: list[list[int]] = [[] for _ in order]
    buckets: list[Bucket] = []
    for position, variable in enumerate(order):
        static = {v for index in factors[position] for v in scopes[index]} - {variable}
        moving = {v for child in children[position] for v in buckets[child].scope} - {variable}
        _check_width(cards, static | moving | {variable}, limit)
        parent = min((rank[v] for v in static | moving), default=-1)
        bucket = Bucket(
            variable,
            tuple(factors[position]),
            tuple(children[position]),
            parent,
            shared=tuple(sorted(static & moving, key=rank.__getitem__, reverse=True)),
            rest=tuple(sorted(static - moving, key=rank.__getitem__, reverse=True)),
            free=tuple(sorted(moving - static, key=rank.__getitem__, reverse=True)),
        )
        buckets.append(bucket)
        if parent >= 0:
            children[parent].append(position)
    return tuple(buckets)


def _check_width(cards: Sequence[int], clique: set[int], limit: int) -> None:
    states = prod(cards[v] for v in clique)
    if states > limit:
        msg = (
            f"exact inference is too wide: a clique of {len(clique)} variables needs {states:,} "
            f"joint states, above the limit of {limit:,}; use fewer arrows, or rules over fewer "
            "variables"
        )
        raise ResourceLimitError(msg)
