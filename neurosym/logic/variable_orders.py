"""Orders of a program's leaves for compilation.

A decision diagram is small where leaves that decide the same atoms stand close together. No
order is best for every program, so the compiler tries several: the order of a depth-first walk
from the queries, and the reverse Cuthill-McKee order of the graph of atoms, which keeps
neighbours close on programs that look like chains or trees [1].

References:
    [1] Cuthill and McKee 1969, Reducing the bandwidth of sparse symmetric matrices.
"""

from collections.abc import Iterable, Mapping

from neurosym.logic.cycles import rules_by_head, upwards
from neurosym.logic.ground_program import TRUE, GroundProgram


def depth_first(ground: GroundProgram, roots: Iterable[int]) -> list[int]:
    """Return the atoms below the roots, each after the atoms that its rules name.

    Args:
        ground: The program.
        roots: Literals to start from, in order.
    """
    below = {
        head: [abs(literal) for rule in rules for literal in rule.body]
        for head, rules in rules_by_head(ground.rules).items()
    }
    return [atom for atom in upwards(below, map(abs, roots)) if atom != TRUE]


def cuthill_mckee(ground: GroundProgram, atoms: Iterable[int]) -> list[int]:
    """Return the given atoms so that atoms which share a rule stand close together.

    Args:
        ground: The program.
        atoms: Atoms to order.
    """
    near: dict[int, set[int]] = {atom: set() for atom in sorted(atoms)}
    for rule in ground.rules:
        if rule.head in near:
            for literal in rule.body:
                if abs(literal) in near and abs(literal) != rule.head:
                    near[rule.head].add(abs(literal))
                    near[abs(literal)].add(rule.head)
    degree = {atom: (len(others), atom) for atom, others in near.items()}
    placed: set[int] = set()
    order: list[int] = []
    for start in sorted(near, key=degree.__getitem__):
        if start not in placed:
            far = _breadth_first(start, near, degree)[-1]
            found = _breadth_first(far, near, degree)
            placed.update(found)
            order.extend(found)
    return order[::-1]


def _breadth_first(
    start: int, near: Mapping[int, set[int]], degree: Mapping[int, tuple[int, int]]
) -> list[int]:
    found = [start]
    seen = {start}
    for atom in found:
        for other in sorted(near[atom] - seen, key=degree.__getitem__):
            seen.add(other)
            found.append(other)
    return found
