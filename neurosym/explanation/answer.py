"""The answer: an outcome that can be checked, or the question that would help most.

An answer holds its figures at once and computes the rest (proof, path, changes, question) when it
is first read, so that a million decisions cost no sentence.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Fact:
    """One finding of the case, in words.

    Attributes:
        variable: The variable's name.
        state: Its state, or the number given.
        reading: A phrase that says both.
        source: Where it was read (row and column, or offsets), empty where it was given.
    """

    variable: str
    state: str
    reading: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One possible outcome and what each engine thinks of it.

    Attributes:
        state: The target's state.
        reading: How a sentence names it.
        probability: The calibrated probability; over all outcomes they sum to one.
        fused: The fused probability before calibration.
        network: The causal network's.
        belief: The model's.
        in_set: Whether it belongs to the prediction set.
    """

    state: str
    reading: str
    probability: float
    fused: float
    network: float
    belief: float
    in_set: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof: a sentence, and the steps that it rests on.

    Attributes:
        sentence: What holds, in words.
        kind: ``rule``, ``fact``, ``finding``, ``comparison``, ``absence`` or ``assumption``.
        place: ``file:line`` of the rule; empty for findings.
        source: The rule as its author wrote it; empty for findings.
        probability: How probable it is in this case; 1 where it is known.
        children: What it rests on.
    """

    sentence: str
    kind: str
    place: str = ""
    source: str = ""
    probability: float = 1.0
    children: tuple["Step", ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that bears on the answer.

    Attributes:
        effect: ``excludes`` (a hard rule), ``against`` or ``for`` (soft ones).
        outcome: The outcome that it bears on.
        log_odds: How far the rule moves the outcome's log-odds, in nats; None for a rule that
            excludes it.
        sentence: That in words.
        proof: Why its body holds.
    """

    effect: str
    outcome: str
    log_odds: float | None
    sentence: str
    proof: Step


@dataclass(frozen=True, slots=True)
class Proof:
    """What the rules say about the answer.

    Attributes:
        kind: ``derivation`` (a rule leaves only this outcome), ``exclusion`` (rules exclude some
            rivals) or ``none`` (no rule decides this: model and data do).
        sentence: That in words.
        reasons: The rules that bear on it, the weightiest first.
    """

    kind: str
    sentence: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow of the causal path.

    Attributes:
        cause: The cause's name.
        effect: The effect's name.
        strength: Mean total variation of the effect's distribution over the cause's states, 0 to 1.
    """

    cause: str
    effect: str
    strength: float


@dataclass(frozen=True, slots=True)
class CausalPath:
    """How findings and outcome hang together in the causal graph.

    Attributes:
        nodes: Variables from cause to effect.
        arrows: The arrows between them.
        states: Most probable state and its probability for each node.
        sentence: The path in words.
    """

    nodes: tuple[str, ...]
    arrows: tuple[Arrow, ...]
    states: Mapping[str, tuple[str, float]]
    sentence: str


@dataclass(frozen=True, slots=True)
class FindingEffect:
    """What one finding adds to the answer.

    Attributes:
        variable: The finding's variable.
        sentence: That in words.
        log_odds: What it adds to the answer's log-odds, in nats.
    """

    variable: str
    sentence: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class WouldChange:
    """One change of one finding that would lead to another answer.

    Attributes:
        variable: The finding's variable.
        state: The state that it would have to be in.
        outcome: The answer that would follow.
        probability: Its probability.
        observed: Whether the finding is known now.
        sentence: That in words.
    """

    variable: str
    state: str
    outcome: str
    probability: float
    observed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The missing observation that would help most.

    Attributes:
        variable: The variable to observe.
        states: Its possible states.
        text: The question in words.
        gain: Expected gain of information about the outcome, in nats.
        cost: What observing it costs.
        sentence: Why it helps, in words.
    """

    variable: str
    states: tuple[str, ...]
    text: str
    gain: float
    cost: float
    sentence: str


@dataclass(frozen=True, slots=True)
class ConflictReport:
    """Facts and rules that cannot hold together.

    Attributes:
        facts: The facts.
        rules: Their places and texts.
        sentence: That in words.
    """

    facts: tuple[Fact, ...]
    rules: tuple[tuple[str, str], ...]
    sentence: str


@runtime_checkable
class AnswerSource(Protocol):
    """What an answer asks for when one of its parts is first read."""

    def proof(self) -> Proof:
        """What the rules say."""

    def path(self) -> CausalPath | None:
        """How findings and outcome hang together; None where nothing is known of the case."""

    def contributions(self) -> tuple[FindingEffect, ...]:
        """What each finding adds, the strongest first."""

    def would_change(self) -> tuple[WouldChange, ...]:
        """Single changes that lead to another answer."""

    def next_question(self) -> NextQuestion | None:
        """The best question; None where nothing is left to ask."""

    def conflict(self) -> ConflictReport | None:
        """What conflicts; None where nothing does."""

    def summary(self, answer: "Answer") -> str:
        """The answer in one or two sentences."""

    def html(self, answer: "Answer") -> str:
        """The answer as a fragment for a notebook."""

    def text(self, answer: "Answer") -> str:
        """The answer as text for a terminal."""


@dataclass(frozen=True)
class Answer:
    """An answer to one case.

    Attributes:
        pack: Name of the domain.
        target: The variable that was asked for.
        facts: What the case says.
        outcomes: All outcomes, the most probable first.
        confidence: Calibrated probability that the first outcome is right; 0 in a conflict.
        abstains: Whether no outcome is given.
        reason: Why it abstains, in words; empty where it does not.
        guarantee: What is guaranteed about confidence and prediction set, in words.
        path_confidence: How sure the way from the findings to the outcome is, 0 to 1.
        typicality: Share of training cases that are at most as usual as this one, 0 to 1.
        notes: What a reader must know, one sentence each.
        source: Computes the other parts.
    """

    pack: str
    target: str
    facts: tuple[Fact, ...]
    outcomes: tuple[Outcome, ...]
    confidence: float
    abstains: bool
    reason: str
    guarantee: str
    path_confidence: float
    typicality: float
    notes: tuple[str, ...]
    source: AnswerSource = field(repr=False, compare=False)

    @property
    def outcome(self) -> str | None:
        """The outcome, or None where the answer abstains."""
        return None if self.abstains else self.outcomes[0].state

    @property
    def prediction_set(self) -> tuple[str, ...]:
        """The outcomes that the stated coverage keeps, the most probable first."""
        return tuple(outcome.state for outcome in self.outcomes if outcome.in_set)

    @cached_property
    def proof(self) -> Proof:
        """What the rules say about the answer, with file and line."""
        return self.source.proof()

    @cached_property
    def path(self) -> CausalPath | None:
        """The causal path between findings and outcome."""
        return self.source.path()

    @cached_property
    def contributions(self) -> tuple[FindingEffect, ...]:
        """What each finding adds to the answer, the strongest first."""
        return self.source.contributions()

    @cached_property
    def would_change(self) -> tuple[WouldChange, ...]:
        """Single changes of findings that would lead to another answer."""
        return self.source.would_change()

    @cached_property
    def next_question(self) -> NextQuestion | None:
        """The missing observation that would help most."""
        return self.source.next_question()

    @cached_property
    def conflict(self) -> ConflictReport | None:
        """The smallest set of facts and rules that cannot hold together."""
        return self.source.conflict()

    @cached_property
    def summary(self) -> str:
        """The answer in one or two sentences."""
        return self.source.summary(self)

    def to_json(self) -> dict[str, object]:
        """Return the whole answer as a value that ``json.dumps`` writes."""
        parts = {
            "proof": asdict(self.proof),
            "path": None if self.path is None else asdict(self.path),
            "contributions": [asdict(item) for item in self.contributions],
            "would_change": [asdict(item) for item in self.would_change],
            "next_question": None if self.next_question is None else asdict(self.next_question),
            "conflict": None if self.conflict is None else asdict(self.conflict),
        }
        return {
            "pack": self.pack,
            "target": self.target,
            "outcome": self.outcome,
            "confidence": self.confidence,
            "abstains": self.abstains,
            "reason": self.reason,
            "summary": self.summary,
            "facts": [asdict(fact) for fact in self.facts],
            "outcomes": [asdict(outcome) for outcome in self.outcomes],
            "prediction_set": list(self.prediction_set),
            "guarantee": self.guarantee,
            "path_confidence": self.path_confidence,
            "typicality": self.typicality,
            "notes": list(self.notes),
            **parts,
        }

    def to_text(self) -> str:
        """Return the whole answer as text for a terminal."""
        return self.source.text(self)

    def _repr_html_(self) -> str:
        return self.source.html(self)

    def __str__(self) -> str:
        return self.summary
