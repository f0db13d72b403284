"""Ground constraints gathered: the bodies that share a clause and an instance are one constraint.

The variables of a constraint outside its predicted atoms are existential, so the constraint is
broken where any of its bodies holds, and costs its weight once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from neurosym.logic.ground_program import GroundProgram, GroundRule


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint, counted once in every world.

    Attributes:
        bodies: It is broken where all literals of any body hold.
        strength: 1 excludes a world that breaks it; s < 1 leaves 1 - s of its weight.
        clause: Index of the source clause.
        instance: Texts of the predicted atoms that it is counted for.
    """

    bodies: tuple[tuple[int, ...], ...]
    strength: float
    clause: int
    instance: tuple[str, ...]

    @property
    def hard(self) -> bool:
        """Whether a world that breaks it is excluded."""
        return self.strength >= 1.0


def gather_constraints(ground: GroundProgram) -> tuple[Constraint, ...]:
    """Return the program's constraints, in the order of their first body."""
    bodies: dict[tuple[int, tuple[str, ...]], list[tuple[int, ...]]] = {}
    strength: dict[tuple[int, tuple[str, ...]], float] = {}
    for ground_constraint in ground.constraints:
        key = (ground_constraint.clause, ground_constraint.instance)
        bodies.setdefault(key, []).append(ground_constraint.body)
        strength.setdefault(key, ground_constraint.strength)
    return tuple(
        Constraint(tuple(found), strength[clause, instance], clause, instance)
        for (clause, instance), found in bodies.items()
    )


def with_definitions(
    ground: GroundProgram, definitions: Sequence[tuple[str, Sequence[tuple[int, ...]], int]]
) -> tuple[GroundProgram, tuple[int, ...]]:
    """Return the program with new atoms, each defined as a disjunction of bodies.

    Args:
        ground: The program.
        definitions: Name, bodies and source clause of every new atom.

    Returns:
        The program without constraints and with the new atoms and rules; and the new atoms.
    """
    first = len(ground.atoms) + 1
    rules = tuple(
        GroundRule(first + position, tuple(body), clause)
        for position, (_, bodies, clause) in enumerate(definitions)
        for body in bodies
    )
    extended = replace(
        ground,
        atoms=ground.atoms + tuple(name for name, _, _ in definitions),
        rules=ground.rules + rules,
        constraints=(),
    )
    return extended, tuple(range(first, first + len(definitions)))
