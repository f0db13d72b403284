"""Proofs as trees that a person can follow, written from the choices that a search made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from neurosym.cases.facts import FactSource
from neurosym.logic.cycles import rules_by_head
from neurosym.logic.ground_program import TRUE, Clause, GroundProgram, LeafKind
from neurosym.logic.leaf_sets import ProofModel


class ProofKind(StrEnum):
    """What a step of a proof rests on."""

    RULE = "rule"
    FACT = "fact"
    STATE = "state"
    TEST = "test"
    COMPUTED = "computed"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Proof:
    r"""A step of a proof, with the steps that it rests on.

    Attributes:
        text: The literal as Prolog text, such as ``\+ fever(case)``.
        literal: The literal.
        kind: RULE: a rule's body holds. FACT, STATE, TEST: a leaf, or a rule without a body.
            TEST is a comparison too that nothing uncertain decides, with the values compared,
            COMPUTED any other goal of that kind, such as a built-in.
            NEGATION: no rule for it holds, and the children say why each fails; one without
            children has no rule, or is an atom from further up that is false with this one.
        probability: Of a leaf its own; of other steps that of the leaves below, each counted
            once, given those whose truth is known.
        clause: Source clause: the rule used, or where a probabilistic fact stands.
        refutes: Below a negation: the rule that fails because of this step.
        children: The steps that it rests on.
        leaves: The leaf literals that it rests on.
        holds: Whether it holds as things are; False in what would have to be otherwise.
        reading: The atom in words, as the program's reading says it; the text where it has none.
        source: Where a fact of the case is from, such as row 17; None where that is not known.
    """

    text: str
    literal: int
    kind: ProofKind
    probability: float
    clause: Clause | None = None
    refutes: Clause | None = None
    children: tuple["Proof", ...] = ()
    leaves: frozenset[int] = frozenset()
    holds: bool = True
    reading: str = ""
    source: FactSource | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A rule of an atom, and the literals that decide it: its body, or the one that fails."""

    rule: int
    literals: tuple[int, ...]


Resolution = Mapping[int, Sequence[Choice]]
"""How each literal that is no leaf is decided."""


class ProofWriter:
    """Writes proofs of one program as trees.

    Args:
        ground: The program.
        model: Probabilities of its leaves.
    """

    def __init__(self, ground: GroundProgram, model: ProofModel) -> None:
        self._ground = ground
        self._model = model
        self._rules = rules_by_head(ground.rules)

    def write(self, literal: int, resolved: Resolution) -> Proof:
        """Return the tree of one proof."""
        return self._step(literal, resolved, (), {})[0]

    def _step(
        self, literal: int, resolved: Resolution, above: tuple[int, ...], known: dict[int, Proof]
    ) -> tuple[Proof, bool]:
        """Return a step, and whether it leans on a negated atom further up."""
        if abs(literal) in self._ground.leaves or abs(literal) == TRUE:
            return self._leaf(literal), False
        if literal in known:
            return known[literal], False
        if literal in above:
            return Proof(self._ground.text(literal), literal, ProofKind.NEGATION, 1.0), True
        children: list[Proof] = []
        leaning = False
        for choice in sorted(resolved[literal], key=lambda choice: choice.rule):
            for child in choice.literals:
                step, leans = self._step(child, resolved, (*above, literal), known)
                leaning |= leans
                children.append(step if literal > 0 else self._refuting(step, literal, choice))
        proof = self._inner(literal, resolved, tuple(children))
        if not leaning:
            known[literal] = proof
        return proof, leaning

    def _inner(self, literal: int, resolved: Resolution, children: tuple[Proof, ...]) -> Proof:
        text = self._ground.text(literal)
        leaves: frozenset[int] = frozenset().union(*(child.leaves for child in children))
        probability = self._model.joint(leaves)
        holds = all(child.holds for child in children)
        if literal < 0:
            kind, clause = ProofKind.NEGATION, None
        else:
            kind = ProofKind.RULE if children else ProofKind.FACT
            clause = self._clause(self._rules[literal][resolved[literal][0].rule].clause)
        return Proof(text, literal, kind, probability, clause, None, children, leaves, holds)

    def _refuting(self, step: Proof, literal: int, choice: Choice) -> Proof:
        clause = self._clause(self._rules[-literal][choice.rule].clause)
        return replace(step, refutes=clause)

    def _leaf(self, literal: int) -> Proof:
        text = self._ground.text(literal)
        if abs(literal) == TRUE:
            return Proof(text, literal, ProofKind.FACT, 1.0)
        leaf = self._ground.leaves[abs(literal)]
        kinds = {LeafKind.STATE: ProofKind.STATE, LeafKind.TEST: ProofKind.TEST}
        kind = kinds.get(leaf.kind, ProofKind.FACT)
        if abs(literal) in self._ground.steps:
            kind = ProofKind.TEST if self._ground.steps[abs(literal)] else ProofKind.COMPUTED
        clause = self._clause(leaf.clause)
        probability = self._model.probability(literal)
        holds = self._model.holds(literal)
        return Proof(
            text, literal, kind, probability, clause, leaves=frozenset({literal}), holds=holds
        )

    def _clause(self, index: int) -> Clause | None:
        return self._ground.clauses[index] if 0 <= index < len(self._ground.clauses) else None
