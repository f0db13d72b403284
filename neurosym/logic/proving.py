"""Prove a goal: ground the program with every step kept, search, and say what each step says."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic
from typing import cast

from neurosym.cases.facts import NO_FACTS, Facts, FactSource
from neurosym.errors import ResourceLimitError
from neurosym.logic import engine
from neurosym.logic.atom_reading import AtomReader, split_atom
from neurosym.logic.ground_program import EMPTY_SCHEMA, AtomSchema, GroundProgram
from neurosym.logic.grounding import Changeable, Detail, GroundingRequest, ground_program
from neurosym.logic.leaf_sets import LeafModel
from neurosym.logic.open_facts import open_facts
from neurosym.logic.proof_results import Proofs
from neurosym.logic.proof_steps import distinct_steps
from neurosym.logic.proof_tree import Proof, ProofKind
from neurosym.logic.proofs import STEP_LIMIT, ProofSearch
from neurosym.logic.source_files import library
from neurosym.logic.syntax import SourceProgram

_CALLS = 1.5
"""Calls of their full time that an answer about a stranger's program may take."""


def _known(source: SourceProgram, facts: Facts, text: str) -> bool:
    if facts.source(text) is None:
        return True
    of = source.declarations.observed if text.startswith("\\+") else source.predicates
    return _indicator(text) in of


@dataclass(frozen=True, slots=True)
class Question:
    """A goal to prove, or not, with what is known.

    Attributes:
        source: The program.
        goal: The goal.
        facts: Facts of the case.
        evidence: Literals that are known.
        limits: Bounds on grounding.
        schema: The states of what is predicted.
        step_limit: Partial proofs to look at.
        until: Reading of ``time.monotonic`` at which all that is asked must be over.
    """

    source: SourceProgram
    goal: str
    facts: Facts = NO_FACTS
    evidence: tuple[str, ...] = ()
    limits: engine.Limits = engine.DEFAULT_LIMITS
    schema: AtomSchema = EMPTY_SCHEMA
    step_limit: int = STEP_LIMIT
    until: float = math.inf

    @classmethod
    def of(
        cls,
        source: SourceProgram,
        goal: str,
        facts: Facts,
        evidence: Sequence[str],
        limits: engine.Limits,
        schema: AtomSchema = EMPTY_SCHEMA,
    ) -> "Question":
        """Return a question; facts of predicted atoms, which no fact decides, are evidence.

        What data say of predicates that the rules do not know, and deny of what is not observed,
        is left out; of the schema, what is not predicted, since facts decide that.
        """
        predicted = source.declarations.predicted
        told = tuple(text for text in facts if _indicator(text) in predicted)
        others = Facts(
            tuple(text for text in facts if text not in told and _known(source, facts, text)),
            facts.sources,
        )
        states = tuple(row for row in schema.states if _indicator(row[0]) in predicted)
        of_case = AtomSchema(states, constant=schema.constant)
        seconds = limits.seconds * (_CALLS if source.untrusted is not None else 1)
        until = monotonic() + seconds
        return cls(source, goal, others, (*evidence, *told), limits, of_case, until=until)

    def limits_left(self) -> engine.Limits:
        """Return the bounds on the next call into SWI-Prolog.

        Raises:
            ResourceLimitError: The time is over.
        """
        left = self.until - monotonic()
        if left <= 0.0:
            raise ResourceLimitError(
                f"the search for reasons of {self.goal} reached its time limit; raise the "
                "program's Limits.seconds, or ask for less"
            )
        return replace(self.limits, seconds=min(self.limits.seconds, left))

    def grounded(
        self, detail: Detail, changes: tuple[str, ...] | Changeable = Changeable.SILENT
    ) -> GroundProgram:
        """Return the program without variables, with every step kept."""
        request = GroundingRequest(
            queries=(self.goal,),
            evidence=self.evidence,
            facts=self.facts.texts,
            detail=detail,
            changes=changes,
            schema=self.schema,
            limits=self.limits_left(),
        )
        return ground_program(self.source, request)


def _indicator(text: str) -> str:
    name, arguments = split_atom(text.removeprefix("\\+").strip())
    return f"{name}/{len(arguments)}"


def prove(question: Question, k: int, language: str) -> Proofs:
    """Return the most probable proofs of a goal.

    Args:
        question: The goal.
        k: Most proofs wanted.
        language: Language of their sentences.

    Raises:
        ResourceLimitError: The program is too large to ground, or the search found no proof within
            its limit.
    """
    ground = question.grounded(Detail.KNOWN)
    facts = open_facts(ground)
    search = ProofSearch(facts.ground, LeafModel(facts.ground, {}, facts.truth, facts.unknown))
    found: list[Proof] = []
    complete = True
    for _, literal in ground.queries:
        own: list[Proof] = []
        try:
            each = search.each(literal, step_limit=question.step_limit, until=question.until)
            own.extend(islice(each, k))
        except ResourceLimitError:
            if not own:
                raise
            complete = False
        found += own
    best = sorted(found, key=lambda proof: -proof.probability)[: max(k, 0)]
    told = teller(question, facts.ground)
    return Proofs(question.goal, tuple(map(told, best)), complete, language)


def teller(question: Question, ground: GroundProgram) -> "Teller":
    """Return what gives the steps of a proof their readings and the rows that facts are from."""
    telling = Teller(AtomReader(question.source.declarations.readings, {}), ground, {})
    sources = question.facts.sources
    if sources:
        texts = list(sources)
        written = engine.call("neurosym_steps:fact_texts(Texts, Out)", {"Texts": list(texts)})
        for text, own in zip(texts, cast("list[str]", written), strict=True):
            telling.sources[own] = sources[text]
    return telling


@dataclass(frozen=True, slots=True)
class Teller:
    """Gives the steps of one program's proofs their readings and rows.

    Attributes:
        reader: The readings.
        ground: The program.
        sources: The rows that facts are from, by the facts as the program writes them.
    """

    reader: AtomReader
    ground: GroundProgram
    sources: dict[str, FactSource]

    def __call__(self, proof: Proof) -> Proof:
        """Return a proof with readings and rows, without steps that no rule file names."""
        told: dict[int, Proof] = {}
        for step in distinct_steps(proof):
            told[id(step)] = self._told(step, told)
        return told[id(proof)]

    def _told(self, proof: Proof, told: Mapping[int, Proof]) -> Proof:
        """Return a step, those that it rests on told already."""
        while len(proof.children) == 1 and self._says_the_same(proof, proof.children[0]):
            only = proof.children[0]
            proof = replace(only, clause=only.clause or proof.clause, refutes=proof.refutes)
        if self._is_library(proof):
            proof = replace(proof, kind=ProofKind.COMPUTED, clause=None, children=())
        children: list[Proof] = []
        for child in proof.children:
            inner = child.literal in self.ground.inner and child.literal > 0
            children += told[id(child)].children if inner else [told[id(child)]]
        unique = {(child.literal, child.refutes): child for child in children}
        atom = proof.text.removeprefix("\\+ ").rpartition("::")[2]
        return replace(
            proof,
            children=tuple(unique.values()),
            reading=self.reader.sentence(atom) or "",
            source=self.sources.get(proof.text, self.sources.get(atom)),
        )

    def _is_library(self, proof: Proof) -> bool:
        """Return whether a step is a predicate of the library, whose inner steps say nothing."""
        clauses = (proof.clause, *(child.refutes for child in proof.children))
        return any(c is not None and c.position.file == library().name for c in clauses)

    def _says_the_same(self, proof: Proof, child: Proof) -> bool:
        return proof.text == child.text and proof.literal != child.literal
