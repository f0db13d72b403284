"""Ground programs whose facts are leaves, so that proofs name the facts that they rest on.

A certain fact is a leaf that is known to hold; an atom that nothing makes true is one that is known
not to. A fact that may be otherwise is a leaf as well: the search for what would prove a goal asks
what it costs to change it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from neurosym.logic.ground_program import GroundProgram, GroundRule, Leaf, LeafKind

_CHANGEABLE = -2
"""The variable of a leaf that the grounder made for a fact that may be otherwise."""

_ABSENT, _PRESENT = 0, 1
"""Its state."""


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """A ground program whose facts are leaves.

    Attributes:
        ground: The program.
        truth: Leaves that are known to hold, or not to.
        unknown: Leaves of which nothing is known.
        changeable: Leaves for facts that may be otherwise.
    """

    ground: GroundProgram
    truth: Mapping[int, bool]
    unknown: frozenset[int]
    changeable: frozenset[int]


def open_facts(ground: GroundProgram) -> OpenFacts:
    """Return a program that was grounded for proofs, with its facts as leaves."""
    opening = _Opening(ground)
    opening.case_leaves()
    opening.fact_rules()
    opening.unsupported()
    program = replace(
        ground, atoms=tuple(opening.atoms), leaves=opening.leaves, rules=tuple(opening.rules)
    )
    unknown, changeable = frozenset(opening.unknown), frozenset(opening.changeable)
    truth = opening.truth | {
        abs(literal): literal > 0 for literal in ground.evidence if abs(literal) in opening.leaves
    }
    return OpenFacts(program, truth, unknown - frozenset(truth), changeable)


class _Opening:
    """The parts of the new program, as far as they are made."""

    def __init__(self, ground: GroundProgram) -> None:
        self.ground = ground
        self.atoms = list(ground.atoms)
        self.leaves = dict(ground.leaves)
        self.rules: list[GroundRule] = []
        self.truth: dict[int, bool] = {}
        self.unknown: list[int] = []
        self.changeable: list[int] = []

    def case_leaves(self) -> None:
        """Settle the leaves that a case decides."""
        for atom, leaf in self.ground.leaves.items():
            if leaf.kind is not LeafKind.STATE:
                continue
            if leaf.variable == _CHANGEABLE:
                self.changeable.append(atom)
                self.leaves[atom] = Leaf(LeafKind.FACT, leaf.text, 0.5)
                if leaf.state in (_ABSENT, _PRESENT):
                    self.truth[atom] = leaf.state == _PRESENT
            if atom not in self.truth:
                self.unknown.append(atom)

    def fact_rules(self) -> None:
        """Turn rules without a body into leaves."""
        facts: dict[int, int] = {}
        others: dict[int, list[GroundRule]] = defaultdict(list)
        for rule in self.ground.rules:
            if rule.body:
                others[rule.head].append(rule)
            else:
                facts.setdefault(rule.head, rule.clause)
        for atom, clause in facts.items():
            if atom in self.leaves:
                continue
            leaf = atom
            if atom in others:
                self.atoms.append(self.atoms[atom - 1])
                leaf = len(self.atoms)
                self.rules.append(GroundRule(atom, (leaf,), clause))
            self.leaves[leaf] = Leaf(LeafKind.FACT, self.atoms[leaf - 1], 1.0, clause=clause)
            self.truth[leaf] = True
        self.rules += [rule for rules in others.values() for rule in rules]

    def unsupported(self) -> None:
        """Turn atoms without a rule into leaves that do not hold."""
        heads = {rule.head for rule in self.rules}
        for atom in range(1, len(self.atoms) + 1):
            if atom not in heads and atom not in self.leaves:
                self.leaves[atom] = Leaf(LeafKind.FACT, self.atoms[atom - 1], 0.0)
                self.truth[atom] = False
