"""Programs of which a part is decided or left open.

*Conditioned*: some leaves are given a truth, and the rules are simplified by it. *Opened*: the
truth of some leaves is left open, and every atom that depends on them becomes two: one that holds
where the atom holds whatever the open leaves are, and one that holds where it may hold. Both are
ordinary programs, so that both can be compiled; the second gives a lower and an upper bound on
every probability, from fewer leaves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from neurosym.logic.cycles import components, relevant_atoms, rules_by_head
from neurosym.logic.ground_program import FALSE, TRUE, GroundProgram, GroundRule
from neurosym.logic.implications import Implications


def conditioned(
    ground: GroundProgram, literals: Iterable[int], roots: Sequence[int]
) -> tuple[GroundProgram, tuple[int, ...]]:
    """Return the program where some leaves are known, and what its roots become.

    Args:
        ground: The program, without evidence and constraints.
        literals: Literals of leaves that hold; all leaves of a choice, or none.
        roots: Literals asked for.

    Returns:
        The program without these leaves, whatever they decide and whatever the roots do not need,
        its atoms numbered as before; and the roots, TRUE or FALSE where they are decided.
    """
    known = Implications(ground).of(literals, backwards=False)

    def value(literal: int) -> int:
        decided = known.get(abs(literal))
        return literal if decided is None else (TRUE if decided == (literal > 0) else FALSE)

    rules = []
    for rule in ground.rules:
        body = [value(literal) for literal in rule.body]
        if rule.head not in known and FALSE not in body:
            left = tuple(literal for literal in body if literal != TRUE)
            rules.append(GroundRule(rule.head, left, rule.clause))
    ends = tuple(value(root) for root in roots)
    simpler = replace(ground, rules=tuple(rules))
    needed = relevant_atoms(simpler, ends)
    leaves = {atom: leaf for atom, leaf in ground.leaves.items() if atom in needed}
    kept = tuple(rule for rule in rules if rule.head in needed)
    return replace(simpler, leaves=leaves, rules=kept), ends


def negative_loops(ground: GroundProgram, roots: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Return the atoms of every loop through negation below some roots."""
    atoms = [abs(root) for root in roots if abs(root) != TRUE]
    found = components(rules_by_head(ground.rules), atoms)
    return tuple(component.atoms for component in found if component.negative)


@dataclass(frozen=True, slots=True)
class OpenedProgram:
    """A program of which some leaves are open.

    Attributes:
        ground: The program with two atoms for every one that depends on them.
        lower: For every root, the literal that holds where the root must.
        upper: For every root, the literal that holds where the root may.
    """

    ground: GroundProgram
    lower: tuple[int, ...]
    upper: tuple[int, ...]


def opened(
    ground: GroundProgram,
    leaves: Collection[int],
    roots: Sequence[int],
    loops: Sequence[Sequence[int]],
) -> OpenedProgram:
    """Return the program with the truth of some leaves left open.

    Args:
        ground: The program, without evidence and constraints.
        leaves: The leaves; all leaves of a choice, or none.
        roots: Literals asked for.
        loops: The program's :func:`negative_loops`: two copies of one could prop each other up,
            so that one that depends on an open leaf is left open as a whole.
    """
    unknown = set(leaves)
    above = _above(ground, unknown)
    for atoms in loops:
        if not above.isdisjoint(atoms):
            unknown.update(atoms)
    split = sorted(above - unknown)
    high = {atom: len(ground.atoms) + row for row, atom in enumerate(split, start=1)}

    def surely(literal: int) -> int:
        if abs(literal) in unknown:
            return FALSE
        return -high[-literal] if -literal in high else literal

    def maybe(literal: int) -> int:
        return TRUE if abs(literal) in unknown else high.get(literal, literal)

    rules = []
    for rule in ground.rules:
        if rule.head in unknown:
            continue
        if FALSE not in (body := tuple(surely(literal) for literal in rule.body)):
            rules.append(GroundRule(rule.head, body, rule.clause))
        if rule.head in high:
            left = tuple(lit for lit in map(maybe, rule.body) if lit != TRUE)
            rules.append(GroundRule(high[rule.head], left, rule.clause))
    program = replace(
        ground,
        atoms=ground.atoms + tuple(f"maybe {ground.atoms[atom - 1]}" for atom in split),
        leaves={atom: leaf for atom, leaf in ground.leaves.items() if atom not in unknown},
        rules=tuple(rules),
        queries=(),
    )
    lower, upper = tuple(map(surely, roots)), tuple(map(maybe, roots))
    simpler, ends = conditioned(program, (), (*lower, *upper))
    return OpenedProgram(simpler, ends[: len(lower)], ends[len(lower) :])


def _above(ground: GroundProgram, leaves: Iterable[int]) -> set[int]:
    """Return the atoms that depend on some leaves, the leaves included."""
    users: dict[int, list[int]] = defaultdict(list)
    for rule in ground.rules:
        for literal in rule.body:
            users[abs(literal)].append(rule.head)
    found = set(leaves)
    waiting = list(found)
    while waiting:
        for head in users.get(waiting.pop(), ()):
            if head not in found:
                found.add(head)
                waiting.append(head)
    return found
