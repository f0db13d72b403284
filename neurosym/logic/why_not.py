"""Why a goal fails or is unlikely: the nearest attempts at a proof, and what would prove it.

An attempt is a proof in which some literals fail: facts that are not there or should not be,
comparisons of values. The search for proofs finds the one in which the fewest do. What would prove
the goal is searched for in a second grounding, in which facts may be otherwise.
"""

from collections.abc import Iterator
from itertools import islice
from time import monotonic

from neurosym.errors import (
    CaseError,
    InconsistentEvidenceError,
    ResourceLimitError,
    UnsupportedRuleError,
)
from neurosym.logic.compiled import CompiledQuery
from neurosym.logic.compiling import CompileLimit, compile_circuit
from neurosym.logic.fact_changes import Wish, fact_changes
from neurosym.logic.grounding import Detail, GroundingRequest, ground_program
from neurosym.logic.leaf_sets import LeafModel
from neurosym.logic.open_facts import OpenFacts, open_facts
from neurosym.logic.proof_results import Attempt, WhyNot
from neurosym.logic.proof_steps import distinct_steps
from neurosym.logic.proof_tree import Proof
from neurosym.logic.proofs import each_proof
from neurosym.logic.proving import Question, teller
from neurosym.logic.repairs import RepairModel

_NODES, _SECONDS = 300_000, 10.0
"""Bounds on one circuit."""

_TEST, _FACT, _COMPUTED = 0.9, 1.0, 1.1
"""How far off a comparison, a fact and another goal is that fails: values say more than absence."""

_WEAK = 0.5
"""Leaves below this probability are named as what makes a proof unlikely."""


def why_not(question: Question, wish: Wish) -> WhyNot:
    """Return why a goal fails or is unlikely.

    Args:
        question: The goal.
        wish: What is wanted.

    Raises:
        ResourceLimitError: The program is too large to ground.
    """
    probability, answer = _probability(question)
    facts = open_facts(question.grounded(Detail.KNOWN))
    literals = dict(facts.ground.queries)
    literal = literals.get(answer, facts.ground.queries[0][1])
    model = LeafModel(facts.ground, {}, facts.truth, facts.unknown)
    proofs, all_seen = _first(
        each_proof(facts.ground, literal, model, until=question.until), wish.k
    )
    known = proofs[0].probability if probability is None and proofs else probability or 0.0
    if known >= wish.at_least:
        return WhyNot(question.goal, probability, True, language=wish.language)
    if probability is None and not proofs and all_seen and not facts.unknown:
        probability = 0.0
    told = teller(question, facts.ground)
    if proofs:
        attempts = [Attempt(proof, _weak(proof)) for proof in map(told, proofs)]
    else:
        nearest, seen = _first(_nearest(facts, literal, question.until), wish.k)
        all_seen &= seen or bool(nearest)
        attempts = [Attempt(proof, _failing(proof)) for proof in map(told, nearest)]
    held = {facts.ground.text(leaf) for leaf, holds in facts.truth.items() if holds}
    changes, complete, changeable = fact_changes(question, wish, held, proved=bool(proofs))
    return WhyNot(
        question.goal,
        probability,
        False,
        tuple(attempts),
        changes,
        complete and all_seen,
        changeable,
        wish.language,
    )


def _probability(question: Question) -> tuple[float | None, str]:
    """Return the probability of the most probable answer, and its text."""
    request = GroundingRequest(
        queries=(question.goal,),
        evidence=question.evidence,
        facts=question.facts.texts,
        limits=question.limits_left(),
    )
    try:
        ground = ground_program(question.source, request)
    except (CaseError, InconsistentEvidenceError, UnsupportedRuleError, ValueError):
        return None, ""
    try:
        circuit = compile_circuit(ground, smooth=False, limit=_compile_limit(question.until))
        answers = CompiledQuery(ground, circuit).query()
    except (InconsistentEvidenceError, ResourceLimitError, UnsupportedRuleError, ValueError):
        return None, ""
    best = max(answers, key=lambda text: answers[text])
    return answers[best], best


def _compile_limit(until: float) -> CompileLimit:
    """Return the bounds on a circuit: at most half of the time that is left."""
    return CompileLimit(_NODES, max(0.0, min(_SECONDS, (until - monotonic()) / 2)))


def _first(proofs: Iterator[Proof], k: int) -> tuple[list[Proof], bool]:
    """Return the first proofs, as far as the search gets, and whether there were no limits."""
    found: list[Proof] = []
    try:
        found.extend(islice(proofs, k))
    except ResourceLimitError:
        return found, False
    return found, True


def _nearest(facts: OpenFacts, literal: int, until: float) -> Iterator[Proof]:
    """Yield the attempts at a proof, those in which least fails first."""
    steps = facts.ground.steps
    cost = {leaf: _FACT for leaf in (*facts.truth, *facts.unknown) if leaf not in steps}
    cost |= {
        leaf: _TEST if test else _COMPUTED
        for leaf, test in steps.items()
        if not facts.truth.get(leaf, True)
    }
    model = RepairModel(facts, cost)
    return each_proof(facts.ground, literal, model, told=model.changed, until=until)


def _leaves(proof: Proof) -> Iterator[Proof]:
    return (step for step in distinct_steps(proof) if not step.children)


def _failing(proof: Proof) -> tuple[Proof, ...]:
    """Return the literals of an attempt that fail."""
    return tuple({leaf.literal: leaf for leaf in _leaves(proof) if not leaf.holds}.values())


def _weak(proof: Proof) -> tuple[Proof, ...]:
    """Return the literals that make a proof unlikely, the least probable first."""
    leaves = {leaf.literal: leaf for leaf in _leaves(proof) if leaf.probability < 1.0}
    ranked = sorted(leaves.values(), key=lambda leaf: leaf.probability)
    return tuple(leaf for leaf in ranked if leaf.probability < _WEAK) or tuple(ranked[:1])
