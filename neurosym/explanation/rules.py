"""Which rules bear on an answer, how far, and why their bodies hold in the case.

How far a rule moves an outcome is measured, not read off its strength: the case is answered once
more without it. A hard rule that leaves an outcome no world excludes it; which rules those are is
the smallest conflict of that outcome with the facts.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from neurosym.explanation.answer import Step
from neurosym.logic.atom_reading import AtomReader
from neurosym.logic.constraints import Constraint
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.proof_tree import Proof, ProofKind
from neurosym.logic.proofs import proof_of_broken

WEAKEST = 0.05
"""Rules that move an outcome's log-odds by less, in nats, are left out."""

_SMALLEST = 1e-9


@dataclass(frozen=True, slots=True)
class RuleView:
    """A constraint and the outcomes that it speaks against.

    Attributes:
        constraint: The constraint.
        against: Target states in which it can be broken; empty where the target is not in it, or
            where it can be broken in all of them.
    """

    constraint: Constraint
    against: frozenset[int]


@dataclass(frozen=True, slots=True)
class Influence:
    """How far one rule moves outcomes.

    Attributes:
        rule: Its index.
        outcomes: The outcomes that it bears on.
        log_odds: What it adds to their joint log-odds, in nats; negative speaks against them.
    """

    rule: int
    outcomes: tuple[int, ...]
    log_odds: float


def influences(
    rules: Sequence[RuleView],
    answer: Sequence[float],
    without: Sequence[Sequence[float]],
) -> tuple[Influence, ...]:
    """Return what each rule adds, the weightiest first.

    Args:
        rules: The rules.
        answer: Probabilities of the outcomes.
        without: Probabilities of the outcomes without each rule.
    """
    best = max(range(len(answer)), key=lambda state: answer[state])
    found = []
    for index, rule in enumerate(rules):
        outcomes = tuple(sorted(rule.against)) or (best,)
        moved = _odds(answer, outcomes) - _odds(without[index], outcomes)
        if abs(moved) >= WEAKEST:
            found.append(Influence(index, outcomes, moved))
    return tuple(sorted(found, key=lambda influence: -abs(influence.log_odds)))


def _odds(answer: Sequence[float], outcomes: tuple[int, ...]) -> float:
    share = min(max(math.fsum(answer[state] for state in outcomes), _SMALLEST), 1.0 - _SMALLEST)
    return math.log(share) - math.log1p(-share)


def body_steps(
    ground: GroundProgram,
    constraint: Constraint,
    truth: Mapping[int, bool],
    probability: Mapping[int, float],
    say: Callable[[Proof], str],
) -> Step | None:
    """Return why a constraint's body holds, as a tree of sentences; None if it cannot.

    Args:
        ground: The program.
        constraint: The constraint.
        truth: Leaves that the case decides.
        probability: Probability of the other leaves.
        say: Puts a step of a proof into words.
    """
    proof = proof_of_broken(ground, constraint, leaf_truth=truth, leaf_probability=probability)
    return None if proof is None else to_step(proof, say)


def to_step(proof: Proof, say: Callable[[Proof], str]) -> Step:
    """Return a step of a proof in words, with what it rests on."""
    clause = proof.clause
    return Step(
        sentence=say(proof),
        kind=proof.kind.value,
        place="" if clause is None else f"{clause.position.file}:{clause.position.line}",
        source="" if clause is None else clause.text,
        probability=proof.probability,
        children=tuple(to_step(child, say) for child in proof.children),
    )


def plain_sentence(reader: AtomReader, negation: Callable[[str], str]) -> Callable[[Proof], str]:
    """Return a function that puts a step into words by readings alone.

    Args:
        reader: Reads atoms.
        negation: Makes "it is not so that ..." of a clause.
    """

    def say(proof: Proof) -> str:
        negative = proof.text.startswith("\\+ ")
        clause = reader.say(proof.text.removeprefix("\\+ "))
        return negation(clause) if negative or proof.kind is ProofKind.NEGATION else clause

    return say
