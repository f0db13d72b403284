"""The smallest changes of facts that would prove a goal, or make it likely enough.

In a grounding in which facts may be otherwise, each of them is a leaf, and the search for proofs
finds the one that needs the fewest changes first [1]. Where a goal has a proof but is unlikely,
sets of changes are tried by size, each on the compiled circuit.

References:
    [1] Kakas, Kowalski, Toni 1992, Abductive logic programming.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from time import monotonic

from neurosym.errors import ResourceLimitError, UnsupportedRuleError
from neurosym.logic.atom_reading import split_atom
from neurosym.logic.circuit import Circuit
from neurosym.logic.compiling import CompileLimit, compile_circuit
from neurosym.logic.cycles import relevant_atoms
from neurosym.logic.grounding import Changeable, Detail
from neurosym.logic.leaf_sets import LeafModel
from neurosym.logic.open_facts import OpenFacts, open_facts
from neurosym.logic.proof_results import FactChange
from neurosym.logic.proof_steps import distinct_steps
from neurosym.logic.proof_tree import Proof, ProofKind
from neurosym.logic.proofs import each_proof
from neurosym.logic.proving import Question, teller
from neurosym.logic.repairs import RepairModel
from neurosym.logic.weights import weights

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_LIMIT = CompileLimit(nodes=300_000, seconds=10.0)
_LOOKED_AT = 20_000
"""Partial proofs that the search for changes looks at."""

_ANSWERS = 50
"""Answers of a goal with variables that changes are looked for."""

_TRIED = 2_000
"""Sets of changes that are tried on a circuit."""

_CASE_AND_VALUE = 2
"""Arguments of a fact that says which value something of a case has."""

_FARTHER = 1e-4
"""What a number costs more than one nearer to what is known, beside a change that costs 1."""

Changes = tuple[tuple[FactChange, ...], bool, tuple[str, ...]]
"""The changes, whether there is none smaller, and the predicates whose facts could be otherwise."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of an explanation.

    Attributes:
        k: Most attempts, and most changes.
        at_least: Probability that the goal should reach, in (0, 1].
        changeable: Predicates whose facts may be otherwise, as ``name/arity``; empty: those that
            the case decides, and where that is not enough all that have nothing but facts.
        language: Language of the sentences.
    """

    k: int = 3
    at_least: float = 0.5
    changeable: tuple[str, ...] = ()
    language: str = "en"


def fact_changes(question: Question, wish: Wish, held: Collection[str], *, proved: bool) -> Changes:
    """Return the smallest changes of facts that would do.

    Args:
        question: The goal.
        wish: What is wanted.
        held: Facts that hold as things are, as far as the goal has to do with them.
        proved: Whether the goal has a proof as things are, but is unlikely; else any proof will do.
    """
    tiers = (wish.changeable,) if wish.changeable else (Changeable.OBSERVED, Changeable.ALL)
    found: Changes = ((), True, ())
    for changeable in tiers:
        try:
            facts = open_facts(question.grounded(Detail.STEPS, changeable))
        except ResourceLimitError:
            return (), False, found[2]
        known = {facts.ground.text(leaf) for leaf, holds in facts.truth.items() if holds}
        answers = range(min(len(facts.ground.queries), _ANSWERS))
        circuit: list[Circuit | None] = []
        changes: list[FactChange] = []
        complete = len(answers) == len(facts.ground.queries)
        for answer in answers:
            if monotonic() > question.until:
                complete = False
                break
            search = _ChangeSearch(question, facts, wish, known | set(held), answer, circuit)
            more, all_seen = search.likely() if proved else search.provable()
            changes += more
            complete &= all_seen
        changes = sorted(changes, key=lambda change: change.size)[: wish.k]
        found = (tuple(changes), complete, _predicates(facts))
        if changes:
            break
    return found


def _predicates(facts: OpenFacts) -> tuple[str, ...]:
    """Return the predicates of facts that could be otherwise, as ``name/arity``."""
    parts = [split_atom(facts.ground.text(leaf)) for leaf in facts.changeable]
    return tuple(sorted({f"{name}/{len(arguments)}" for name, arguments in parts}))


@dataclass(frozen=True, slots=True)
class _ChangeSearch:
    """The search for changes that prove one answer, in one grounding."""

    question: Question
    facts: OpenFacts
    wish: Wish
    held: Collection[str]
    answer: int
    circuit: list[Circuit | None]

    @property
    def literal(self) -> int:
        """The goal."""
        return self.facts.ground.queries[self.answer][1]

    def provable(self) -> tuple[tuple[FactChange, ...], bool]:
        """Return the smallest changes that give the goal a proof, and whether all were seen."""
        model = RepairModel(self.facts, self._cost())
        found: list[FactChange] = []
        shapes: set[frozenset[str]] = set()
        proofs = each_proof(
            self.facts.ground,
            self.literal,
            model,
            told=model.changed,
            step_limit=_LOOKED_AT,
            until=self.question.until,
        )
        try:
            for proof in proofs:
                changed = model.changed(proof.leaves)
                values = _compared(proof)
                shape = frozenset(self._shape(literal, values) for literal in changed)
                if shape and not any(told <= shape for told in shapes):
                    shapes.add(shape)
                    found.append(self._change(changed, proof))
                if len(found) >= self.wish.k:
                    break
        except ResourceLimitError:
            return tuple(found), bool(found)
        return tuple(found), True

    def _shape(self, literal: int, values: set[str]) -> str:
        """Return a changed fact without the numbers that are compared, or new in place of old."""
        text = self._signed(literal)
        for other in _nearest(text, self._alike(text), set(_NUMBER.findall(text))):
            values = values | (set(_NUMBER.findall(text)) - set(_NUMBER.findall(other)))
        return _NUMBER.sub(lambda match: "#" if match.group() in values else match.group(), text)

    def likely(self) -> tuple[tuple[FactChange, ...], bool]:
        """Return the smallest changes that make the goal likely enough."""
        relevant = relevant_atoms(self.facts.ground, [self.literal]) & self.facts.changeable
        flips = [
            literal
            for leaf in sorted(relevant)
            for literal in ((leaf, -leaf) if leaf in self.facts.unknown else (self._flip(leaf),))
        ]
        found: list[FactChange] = []
        tried = 0
        for size in range(1, len(flips) + 1):
            for chosen in combinations(flips, size):
                tried += 1
                if tried > _TRIED or monotonic() > self.question.until:
                    return tuple(found), False
                change = self._tried(frozenset(chosen))
                if change is not None:
                    found.append(change)
                if len(found) >= self.wish.k:
                    return tuple(found), True
            if found:
                break
        return tuple(found), True

    def _tried(self, changed: frozenset[int]) -> FactChange | None:
        reached = self._probability(changed)
        if reached is None or reached < self.wish.at_least:
            return None
        truth = {**self.facts.truth, **{abs(literal): literal > 0 for literal in changed}}
        model = LeafModel(self.facts.ground, {}, truth, self.facts.unknown - frozenset(truth))
        proof = next(each_proof(self.facts.ground, self.literal, model), None)
        return None if proof is None else self._change(changed, _flagged(proof, changed))

    def _flip(self, leaf: int) -> int:
        return -leaf if self.facts.truth[leaf] else leaf

    def _cost(self) -> dict[int, float]:
        """Return what it costs to change each fact: 1, and next to nothing for distance."""
        cost = dict.fromkeys(self.facts.changeable, 1.0)
        shapes: dict[str, list[int]] = {}
        for leaf in self.facts.changeable:
            if not self.facts.truth.get(leaf, False):
                shapes.setdefault(_NUMBER.sub("#", self._text(leaf)), []).append(leaf)
        for leaves in shapes.values():
            for rank, leaf in enumerate(sorted(leaves, key=self._distance)):
                cost[leaf] += _FARTHER * rank / len(leaves)
        return cost

    def _distance(self, leaf: int) -> tuple[float, bool]:
        """Return how far the numbers of a fact are from those of a known one like it."""
        text = self._text(leaf)
        known = [_numbers(other) for other in self._alike(text)]
        own = _numbers(text)
        gaps = [sum(abs(a - b) for a, b in zip(own, n, strict=True)) for n in known]
        whole = any("." in other for other in self._alike(text)) and "." not in text
        return min(gaps, default=0.0), whole

    def _alike(self, text: str) -> list[str]:
        """Return the known facts that differ from one in numbers alone."""
        shape = _NUMBER.sub("#", text)
        others = sorted(other for other in self.held if other != text)
        return [other for other in others if _NUMBER.sub("#", other) == shape]

    def _change(self, changed: frozenset[int], proof: Proof) -> FactChange:
        told = teller(self.question, self.facts.ground)
        ordered = sorted(changed, key=abs)
        removed = [lit for lit in ordered if self.facts.truth.get(-lit, False) and lit < 0]
        added = [self._signed(literal) for literal in ordered if literal not in removed]
        rested_on = {step.text for step in distinct_steps(proof)}
        pairs = tuple(
            (text, other)
            for text in added
            for other in _nearest(text, self._alike(text), _compared(proof))
            or _same_cell(text, told.sources)
            or _same_cell(text, self._stated(text))
            if other not in rested_on
        )
        replaced, probability = self._replaced(pairs, changed)
        return FactChange(
            tuple(added),
            tuple(self._text(-literal) for literal in removed),
            replaced,
            probability,
            told(proof),
        )

    def _stated(self, text: str) -> list[str]:
        """Return the facts of the case if they deny one: its variable is in another state."""
        given = self.question.facts
        denied = {split_atom(fact.removeprefix("\\+")) for fact in given if fact[:2] == "\\+"}
        atoms = map(split_atom, given) if split_atom(text) in denied else ()
        return [f"{name}({','.join(arguments)})" for name, arguments in atoms if arguments]

    def _replaced(
        self, pairs: tuple[tuple[str, str], ...], changed: frozenset[int]
    ) -> tuple[tuple[tuple[str, str], ...], float | None]:
        """Return the pairs of a new fact and an old one that may go, and what the goal has then."""
        old = {other for _, other in pairs}
        gone = {-leaf for leaf in self.facts.changeable if self._text(leaf) in old}
        probability = self._probability(changed | gone)
        if probability == 0.0:
            return (), self._probability(changed)
        return pairs, probability

    def _probability(self, changed: frozenset[int]) -> float | None:
        """Return the probability of the goal under changed facts; None if it is not known."""
        if not self.circuit:
            self.circuit.append(self._compiled())
        circuit = self.circuit[0]
        if circuit is None:
            return None
        truth = {**self.facts.truth, **{abs(literal): literal > 0 for literal in changed}}
        given = {leaf: float(holds) for leaf, holds in truth.items()}
        needed = {leaf for literal in circuit.literals for leaf in literal.leaves}
        if needed & (self.facts.unknown - frozenset(truth)):
            return None
        value = float(circuit.conditional(weights(circuit, self.facts.ground, given))[self.answer])
        return None if value != value else value  # noqa: PLR0124 - not a number

    def _compiled(self) -> Circuit | None:
        if self.question.source.declarations.predicted:
            return None
        left = self.question.until - monotonic()
        limit = replace(_LIMIT, seconds=max(0.0, min(_LIMIT.seconds, left / 2)))
        try:
            return compile_circuit(self.facts.ground, smooth=False, limit=limit)
        except (ResourceLimitError, UnsupportedRuleError):
            return None

    def _text(self, leaf: int) -> str:
        return self.facts.ground.text(leaf)

    def _signed(self, literal: int) -> str:
        return self.facts.ground.text(literal)


def _compared(proof: Proof) -> set[str]:
    """Return the numbers in the comparisons and computations of a proof."""
    of_values = (ProofKind.TEST, ProofKind.COMPUTED)
    texts = [step.text for step in distinct_steps(proof) if step.kind in of_values]
    return {number for text in texts for number in _NUMBER.findall(text)}


def _nearest(text: str, others: Iterable[str], values: set[str]) -> list[str]:
    """Return the texts that differ in the fewest numbers, and only where the first has a value."""
    own = _NUMBER.findall(text)
    count = {}
    for other in others:
        pairs = zip(own, _NUMBER.findall(other), strict=True)
        differing = [number for number, known in pairs if number != known]
        if values.issuperset(differing):
            count[other] = len(differing)
    return [other for other, found in count.items() if found == min(count.values())]


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text)]


def _same_cell(text: str, cells: Collection[str]) -> list[str]:
    """Return the facts of the same case that differ in the last argument, the value, alone."""
    name, arguments = split_atom(text)
    if len(arguments) < _CASE_AND_VALUE:
        return []
    split = ((other, *split_atom(other)) for other in cells if other != text)
    return [
        other
        for other, named, given in split
        if named == name and len(given) == len(arguments) and given[:-1] == arguments[:-1]
    ]


def _flagged(proof: Proof, changed: frozenset[int]) -> Proof:
    """Return a proof in which what rests on changed literals does not hold as things are."""
    flagged: dict[int, Proof] = {}
    for step in distinct_steps(proof):
        children = tuple(flagged[id(child)] for child in step.children)
        holds = all(c.holds for c in children) if children else step.literal not in changed
        flagged[id(step)] = replace(step, children=children, holds=holds)
    return flagged[id(proof)]
