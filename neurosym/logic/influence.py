"""How much each leaf may matter to a query: the probability of the best proof that passes it.

The best proof of every atom is found first [1], then, from the query downwards, for every leaf the
product of what a best proof through it rests on besides the leaf itself: what the query's
probability would gain at most, to first order, if the leaf were true rather than false.

References:
    [1] Knuth 1977, A generalization of Dijkstra's algorithm.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from neurosym.logic.cycles import rules_by_head
from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule
from neurosym.logic.weights import leaf_probability


def influence(ground: GroundProgram, roots: Iterable[int]) -> dict[int, float]:
    """Return the influence of every leaf that the roots may depend on, in [0, 1].

    Args:
        ground: The program; all its leaves must have a probability.
        roots: Literals asked for.
    """
    best = _best_proofs(ground)
    rules = rules_by_head(ground.rules)
    found: dict[int, float] = {}
    queue = [(-1.0, abs(root)) for root in roots if abs(root) != TRUE]
    while queue:
        cost, atom = heapq.heappop(queue)
        if atom in found:
            continue
        found[atom] = -cost
        for rule in rules.get(atom, ()):
            for below, share in _parts(ground, rule, best):
                if below not in found:
                    heapq.heappush(queue, (cost * share, below))
    return {leaf: value for leaf, value in found.items() if leaf in ground.leaves}


def _best_proofs(ground: GroundProgram) -> dict[int, float]:
    """Return the probability of every atom's best proof; negated atoms cost nothing."""
    uses: dict[int, list[int]] = defaultdict(list)
    missing: list[int] = []
    for index, rule in enumerate(ground.rules):
        positive = {literal for literal in rule.body if 0 < literal != TRUE}
        missing.append(len(positive))
        for literal in positive:
            uses[literal].append(index)
    best: dict[int, float] = {}
    queue = [(-leaf_probability(ground, leaf), leaf) for leaf in ground.leaves]
    queue += [
        (-_product(ground, rule.body, best), rule.head)
        for rule, count in zip(ground.rules, missing, strict=True)
        if not count
    ]
    heapq.heapify(queue)
    while queue:
        cost, atom = heapq.heappop(queue)
        if atom in best:
            continue
        best[atom] = -cost
        for index in uses.get(atom, ()):
            missing[index] -= 1
            rule = ground.rules[index]
            if not missing[index] and rule.head not in best:
                heapq.heappush(queue, (-_product(ground, rule.body, best), rule.head))
    return best


def _value(ground: GroundProgram, literal: int, best: Mapping[int, float]) -> float:
    if literal > 0:
        return 1.0 if literal == TRUE else best.get(literal, 0.0)
    return 1.0 - leaf_probability(ground, -literal) if -literal in ground.leaves else 1.0


def _product(ground: GroundProgram, body: Sequence[int], best: Mapping[int, float]) -> float:
    product = 1.0
    for literal in body:
        product *= _value(ground, literal, best)
    return product


def _parts(
    ground: GroundProgram, rule: GroundRule, best: Mapping[int, float]
) -> list[tuple[int, float]]:
    """Return every atom of a body with the product of the others' values."""
    values = [_value(ground, literal, best) for literal in rule.body]
    parts = []
    for row, literal in enumerate(rule.body):
        share = 1.0
        for other, value in enumerate(values):
            share *= 1.0 if other == row else value
        if abs(literal) != TRUE:
            parts.append((abs(literal), share))
    return parts
