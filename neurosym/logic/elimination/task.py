"""What is compiled: a program with its choices, and the literals that their weights are of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neurosym.logic.choices import Choice
from neurosym.logic.circuit import FIRST_LITERAL, ZERO, CircuitLiteral, LiteralKind
from neurosym.logic.ground_program import GroundProgram, GroundRule


@dataclass(frozen=True, slots=True)
class EliminationTask:
    """What is to be compiled.

    Attributes:
        source: The program.
        ground: The program, its constraints turned into rules.
        by_head: Rules of every relevant head.
        choices: The relevant choices.
        literals: The circuit's literals.
        nodes: Literal nodes of every choice's alternatives.
        roots: Literals asked for.
        marks: Atom and node of every soft constraint's being broken.
        smooth: Whether choices that do not matter add their total weight.
    """

    source: GroundProgram
    ground: GroundProgram
    by_head: Mapping[int, Sequence[GroundRule]]
    choices: Sequence[Choice]
    literals: Sequence[CircuitLiteral]
    nodes: Sequence[Sequence[int]]
    roots: Sequence[int]
    broken: Sequence[int]
    marks: Mapping[int, int]
    smooth: bool


def literal_nodes(
    ground: GroundProgram, choices: Sequence[Choice]
) -> tuple[list[CircuitLiteral], list[list[int]]]:
    """Return the literals of some choices, and the nodes of their alternatives.

    A fact of probability 0 or 1 that is not learnable leaves its impossible end ZERO.
    """
    literals: list[CircuitLiteral] = []
    nodes: list[list[int]] = []
    for choice in choices:
        ends = []
        for at, leaf in enumerate(choice.leaves):
            fact = ground.leaves[leaf]
            states = choice.states[at : at + 1]
            literals.append(CircuitLiteral(LiteralKind.LEAF, (leaf,), choice.variable, states))
            gone = fact.probability == 0.0 and not fact.learnable
            ends.append(ZERO if gone else FIRST_LITERAL + len(literals) - 1)
        if not choice.complete:
            kind = LiteralKind.REMAINDER
            literals.append(CircuitLiteral(kind, choice.leaves, choice.variable, choice.others))
            sure = [ground.leaves[leaf] for leaf in choice.leaves]
            certain = any(leaf.probability == 1.0 and not leaf.learnable for leaf in sure)
            ends.append(ZERO if certain else FIRST_LITERAL + len(literals) - 1)
        nodes.append(ends)
    return literals, nodes
