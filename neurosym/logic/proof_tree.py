"""Proofs that a person can follow, written from the choices that a search made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    r"""A step of a proof, with the steps that it rests on; equal steps of a proof are shared.

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
    children: tuple["Proof", ...] = field(default=(), repr=False, hash=False)
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
    """Writes proofs of one program.

    Args:
        ground: The program.
        model: Probabilities of its leaves.
    """

    def __init__(self, ground: GroundProgram, model: ProofModel) -> None:
        self._ground = ground
        self._model = model
        self._rules = rules_by_head(ground.rules)

    def write(self, literal: int, resolved: Resolution) -> Proof:
        """Return one proof; what several of its steps rest on is one step of it."""
        steps: dict[int, Proof] = {}
        begun: set[int] = set()
        waiting = [literal]
        while waiting:
            goal = waiting[-1]
            if goal in steps:
                waiting.pop()
            elif abs(goal) in self._ground.leaves or abs(goal) == TRUE:
                steps[goal] = self._leaf(goal)
            elif goal in begun:
                steps[goal] = self._inner(goal, resolved, steps)
            else:
                begun.add(goal)
                choices = sorted(resolved[goal], key=lambda choice: choice.rule, reverse=True)
                below = [lit for choice in choices for lit in reversed(choice.literals)]
                waiting += [lit for lit in below if lit not in begun]
        return steps[literal]

    def _inner(self, literal: int, resolved: Resolution, steps: Mapping[int, Proof]) -> Proof:
        """Return a step whose children are made, but for negated atoms that lean on it."""
        children: list[Proof] = []
        for choice in sorted(resolved[literal], key=lambda choice: choice.rule):
            for child in choice.literals:
                step = steps.get(child) or self._leaning(child)
                children.append(step if literal > 0 else self._refuting(step, literal, choice))
        return self._joined(literal, resolved, tuple(children))

    def _leaning(self, literal: int) -> Proof:
        return Proof(self._ground.text(literal), literal, ProofKind.NEGATION, 1.0)

    def _joined(self, literal: int, resolved: Resolution, children: tuple[Proof, ...]) -> Proof:
        text = self._ground.text(literal)
        leaves: frozenset[int] = frozenset().union(*(child.leaves for child in children))
        same = next((c for c in children if c.children and len(c.leaves) == len(leaves)), None)
        leaves = leaves if same is None else same.leaves
        probability = self._model.joint(leaves) if same is None else same.probability
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
