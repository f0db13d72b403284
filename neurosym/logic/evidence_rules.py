"""Evidence and constraints as rules: one atom that holds where a world agrees with all of them.

A soft constraint of strength s becomes a fact of its own, a pardon of probability 1 - s: a world
that breaks the constraint agrees only where it is pardoned. The probability of a query given the
evidence is then a ratio of two probabilities of the program without evidence and constraints.
"""

from dataclasses import dataclass, replace

from neurosym.logic.constraints import gather_constraints
from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule, Leaf, LeafKind


@dataclass(frozen=True, slots=True)
class EvidenceProgram:
    """A program whose evidence and constraints are an atom.

    Attributes:
        ground: The program, without evidence and constraints.
        agrees: The literal that holds where a world agrees with them; TRUE where there are none.
        both: For every query, the literal that holds where it and the evidence hold.
        neither: For every query, the literal that holds where it does not, and the evidence does.
    """

    ground: GroundProgram
    agrees: int
    both: tuple[int, ...]
    neither: tuple[int, ...]


def evidence_program(ground: GroundProgram) -> EvidenceProgram:
    """Return the program with its evidence and constraints as an atom."""
    asked = [literal for _, literal in ground.queries]
    bare = replace(ground, evidence=(), constraints=())
    if not ground.evidence and not ground.constraints:
        return EvidenceProgram(bare, TRUE, tuple(asked), tuple(-literal for literal in asked))
    writer = _Writer(ground)
    body = list(ground.evidence)
    for constraint in gather_constraints(ground):
        broken = writer.atom("broken", constraint.bodies, constraint.clause)
        if constraint.hard:
            body.append(-broken)
            continue
        pardon = writer.leaf(1.0 - constraint.strength, constraint.clause)
        body.append(writer.atom("kept", [(-broken,), (pardon,)], constraint.clause))
    agrees = writer.atom("evidence", [tuple(body)])
    both = tuple(
        writer.atom(f"({text}), evidence", [(literal, agrees)]) for text, literal in ground.queries
    )
    neither = tuple(
        writer.atom(f"\\+ ({text}), evidence", [(-literal, agrees)])
        for text, literal in ground.queries
    )
    return EvidenceProgram(writer.program(bare), agrees, both, neither)


class _Writer:
    """Adds atoms, leaves and rules to a program."""

    def __init__(self, ground: GroundProgram) -> None:
        self._atoms = list(ground.atoms)
        self._rules = list(ground.rules)
        self._leaves = dict(ground.leaves)

    def atom(
        self,
        text: str,
        bodies: list[tuple[int, ...]] | tuple[tuple[int, ...], ...],
        clause: int = -1,
    ) -> int:
        """Add an atom that holds where any of the bodies does."""
        self._atoms.append(text)
        self._rules += [GroundRule(len(self._atoms), tuple(body), clause) for body in bodies]
        return len(self._atoms)

    def leaf(self, probability: float, clause: int) -> int:
        """Add a probabilistic fact."""
        self._atoms.append("pardon")
        leaf = Leaf(LeafKind.FACT, "pardon", probability, clause=clause)
        self._leaves[len(self._atoms)] = leaf
        return len(self._atoms)

    def program(self, bare: GroundProgram) -> GroundProgram:
        """Return the program with what was added."""
        rules, atoms = tuple(self._rules), tuple(self._atoms)
        return replace(bare, atoms=atoms, rules=rules, leaves=self._leaves)
