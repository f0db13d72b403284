"""Clauses that nearly held: which of them may stand in a ground program as reasons.

The Prolog side records an instance of a clause of which one goal has no solution, with a mark among
its literals. One of its literals can hold in no world then, so that without the mark it is a rule
like any other, which never makes its head true. Where that cannot be shown from the rules alone,
the instance is dropped.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from neurosym.logic.certain_atoms import GroundClause

INNER = "\x04"
"""Marks the text of an atom that no rule file names."""

_STEP, _TEST, _BROKEN = "\x01", "\x03", "\x02"


def take_marks(atoms: list[str]) -> tuple[dict[int, bool], frozenset[int], int]:
    """Take the marks off the texts of atoms.

    Returns:
        The steps, and whether each compares values; the atoms that no rule file names; the atom
        that marks near misses, 0 if there is none.
    """
    steps: dict[int, bool] = {}
    inner: set[int] = set()
    broken = 0
    for atom, text in enumerate(atoms, 1):
        if text.startswith((_STEP, _TEST)):
            steps[atom] = text.startswith(_TEST)
            atoms[atom - 1] = text[1:]
        elif text.startswith((INNER, "&")):
            inner.add(atom)
        elif text == _BROKEN:
            broken = atom
    return steps, frozenset(inner), broken


def settled_near_misses(
    rules: Sequence[GroundClause], leaves: Collection[int], mark: int
) -> list[GroundClause]:
    """Return the rules, near misses without their mark; those that might hold are dropped.

    Args:
        rules: The rules; a near miss has the mark among its literals.
        leaves: The atoms that no rule defines.
        mark: The atom that marks near misses.
    """
    sure = [rule for rule in rules if mark not in rule[1]]
    possible = _possible(sure, leaves)
    kept: list[GroundClause] = []
    seen: set[GroundClause] = set(sure)
    for rule in rules:
        head, body, clause = rule
        if mark not in body:
            kept.append(rule)
            continue
        rest = tuple(literal for literal in body if literal != mark)
        settled = (head, rest, clause)
        if settled not in seen and any(lit > 0 and lit not in possible for lit in rest):
            seen.add(settled)
            kept.append(settled)
    return kept


def _possible(rules: Sequence[GroundClause], leaves: Collection[int]) -> set[int]:
    """Return the atoms that may hold in some world, taking every negated atom to fail."""
    missing: list[int] = []
    uses: dict[int, list[int]] = defaultdict(list)
    waiting = list(leaves)
    for index, (head, body, _) in enumerate(rules):
        positive = {literal for literal in body if literal > 0}
        missing.append(len(positive))
        for literal in positive:
            uses[literal].append(index)
        if not positive:
            waiting.append(head)
    possible: set[int] = set()
    while waiting:
        atom = waiting.pop()
        if atom in possible:
            continue
        possible.add(atom)
        for index in uses[atom]:
            missing[index] -= 1
            if not missing[index]:
                waiting.append(rules[index][0])
    return possible
