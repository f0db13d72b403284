"""The steps of proofs in words: what each says in the language of the reader."""

import re
from dataclasses import dataclass
from enum import Enum

from neurosym.drawing.tree import ProofStep, StepKind
from neurosym.logic.proof_steps import WORD_LEVELS, Shown, shown_trees
from neurosym.logic.proof_tree import Proof, ProofKind
from neurosym.phrases import Phrases

_ANYTHING = re.compile(r"(?<![\w'])_(?![\w'])")
_CERTAIN = 1.0
_LONGEST = 160
"""Characters of a goal that are shown: of a long list, the start says enough."""


class Telling(Enum):
    """What a tree of steps is: a proof, an attempt, or a proof under changed facts."""

    PROOF = "proof"
    ATTEMPT = "attempt"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class StepWords:
    """Puts steps into words.

    Attributes:
        phrases: The language.
        telling: What the steps belong to.
    """

    phrases: Phrases
    telling: Telling = Telling.PROOF

    def trees(self, proof: Proof) -> tuple[ProofStep, ...]:
        """Return a proof as it is drawn; after the first tree come those of its deep steps."""
        return tuple(map(self._tree, shown_trees(proof, WORD_LEVELS)))

    def _tree(self, shown: Shown) -> ProofStep:
        """Return a step and all that is unfolded below it."""
        proof = shown.step
        clause = proof.clause
        certain = not proof.holds or proof.probability >= _CERTAIN
        missing = not (proof.holds or proof.children or proof.text.startswith("\\+ "))
        unknown = (
            missing
            and proof.kind in (ProofKind.FACT, ProofKind.STATE)
            and self.telling is Telling.ATTEMPT
        )
        sentence = self.sentence(proof, unfolded=shown.see is None)
        if proof.refutes is not None:
            place = _place(proof.refutes.position.file, proof.refutes.position.line)
            sentence = self.phrases.say("step.refutes", step=sentence, place=place)
            clause = None if clause == proof.refutes else clause
        if shown.see is not None:
            sentence = self.phrases.say(f"step.{shown.see.value}", step=sentence)
        return ProofStep(
            sentence,
            StepKind.OPEN if unknown else StepKind(proof.kind.value),
            "" if clause is None else _place(clause.position.file, clause.position.line),
            "" if clause is None else clause.text,
            "" if clause is None else clause.comment,
            None if certain else proof.probability,
            tuple(map(self._tree, shown.children)),
            not proof.holds and self.telling is not Telling.CHANGE,
        )

    def sentence(self, proof: Proof, *, unfolded: bool = True) -> str:
        """Return what one step says, without a full stop."""
        if proof.kind in (ProofKind.TEST, ProofKind.COMPUTED):
            return self._certain(proof)
        fact = self.atom(proof)
        negative = proof.text.startswith("\\+ ")
        if "::" in proof.text:
            return self.phrases.say("step.no_chance" if negative else "step.chance", fact=fact)
        if proof.children or not unfolded:
            return self.phrases.say("proof.negation", fact=fact) if negative else fact
        if not proof.holds:
            return self._otherwise(fact, negative=negative)
        if negative:
            key = "proof.negation" if proof.clause or proof.source else "step.absent"
            return self.phrases.say(key, fact=fact)
        return self._with_row(fact, proof)

    def atom(self, proof: Proof) -> str:
        """Return the atom of a step in words, as far as it has a reading."""
        text = proof.reading or proof.text.removeprefix("\\+ ").rpartition("::")[2]
        if "'$" in text:
            return self.phrases.say("step.inner")
        anything = self.phrases.say("step.anything")
        return _ANYTHING.sub(anything, text) if proof.reading else _shortened(text)

    def _with_row(self, fact: str, proof: Proof) -> str:
        source = proof.source
        if source is None:
            return fact
        if source.data:
            return self.phrases.say("step.row_of", fact=fact, data=source.data, row=source.row)
        return self.phrases.say("step.row", fact=fact, row=source.row)

    def _certain(self, proof: Proof) -> str:
        goal = proof.text
        holds = proof.holds
        while goal.startswith("\\+ "):
            goal, holds = goal.removeprefix("\\+ "), not holds
        goal = _shortened(goal)
        if proof.kind is ProofKind.TEST:
            return self.phrases.say("step.holds" if holds else "step.fails", comparison=goal)
        return self.phrases.say("step.computed" if holds else "step.not_computed", goal=goal)

    def _otherwise(self, fact: str, *, negative: bool) -> str:
        if self.telling is Telling.CHANGE:
            return self.phrases.say("step.removed" if negative else "step.added", fact=fact)
        return self.phrases.say("step.blocked" if negative else "step.missing", fact=fact)


def _place(file: str, line: int) -> str:
    return f"{file}:{line}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
