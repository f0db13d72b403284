"""Which atoms of a ground program hold in every world, or in none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeAlias

GroundClause: TypeAlias = tuple[int, tuple[int, ...], int]
"""Head, body and clause, as in a GroundRule, which costs more to make."""


def certain_values(
    count: int, leaves: Mapping[int, int], rules: Sequence[GroundClause]
) -> dict[int, bool]:
    """Return the atoms that hold in every world, or in none, by propagation from facts.

    Args:
        count: Number of atoms.
        leaves: Those that no rule defines.
        rules: The rules.
    """
    heads = {head for head, _, _ in rules}
    values = {head: True for head, body, _ in rules if not body}
    values |= {
        atom: False for atom in range(1, count + 1) if atom not in heads and atom not in leaves
    }
    if any(mentions(body, values) for _, body, _ in rules):
        _propagate(values, leaves, rules)
    return values


def mentions(body: tuple[int, ...], values: Mapping[int, bool]) -> bool:
    """Return whether a body has a literal of one of these atoms."""
    for literal in body:  # noqa: SIM110 - any() would take three times as long
        if literal in values or -literal in values:
            return True
    return False


def _propagate(
    values: dict[int, bool], leaves: Mapping[int, int], rules: Sequence[GroundClause]
) -> None:
    open_rules = Counter([head for head, _, _ in rules])
    missing = [len(body) for _, body, _ in rules]
    alive = [True] * len(rules)
    uses: dict[int, list[int]] = {}
    for index, (_, body, _) in enumerate(rules):
        for literal in body:
            uses.setdefault(abs(literal), []).append(index)
    waiting = list(values)
    while waiting:
        atom = waiting.pop()
        for index in uses.get(atom, ()):
            head, body, _ = rules[index]
            if not alive[index] or head in values:
                continue
            if (atom in body) == values[atom]:
                missing[index] -= 1
                decided = missing[index] == 0
            else:
                alive[index] = False
                open_rules[head] -= 1
                decided = open_rules[head] == 0 and head not in leaves
            if decided:
                values[head] = missing[index] == 0
                waiting.append(head)
