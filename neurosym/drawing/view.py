"""What a page about one answer shows, as plain values.

The explanation room fills these; everything is a string, a number or a tuple, and every sentence
is already in the reader's language.
"""

from dataclasses import dataclass
from typing import Literal

from neurosym.drawing.bars import Contribution, OutcomeRow
from neurosym.drawing.comparison import GraphComparison
from neurosym.drawing.graph import GraphView
from neurosym.drawing.tree import ProofStep
from neurosym.drawing.words import ENGLISH, Words


@dataclass(frozen=True, slots=True)
class Chip:
    """One finding of the case.

    Attributes:
        name: What was observed, ``"chest X-ray"``.
        state: What it showed, ``"oligaemic"``.
        side: Whether it speaks for the outcome, against it, or neither.
    """

    name: str
    state: str
    side: Literal["for", "against", ""] = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One finding that would move the answer, had it been different.

    Attributes:
        finding: What is observed.
        old: The state it has.
        new: The state it would have.
        outcome: The answer then.
        probability: Of that answer.
        flips: Whether it is another answer than now.
    """

    finding: str
    old: str
    new: str
    outcome: str
    probability: float
    flips: bool = True


@dataclass(frozen=True, slots=True)
class PossibleReply:
    """One reply to a question, and where it would lead.

    Attributes:
        state: The reply.
        probability: How likely it is.
        outcome: The answer after it.
        outcome_probability: Of that answer.
    """

    state: str
    probability: float
    outcome: str
    outcome_probability: float


@dataclass(frozen=True, slots=True)
class Question:
    """The question whose answer would help most.

    Attributes:
        text: The question.
        why: What it would bring.
        replies: Possible replies, most likely first.
        others: Next best questions, one sentence each.
    """

    text: str
    why: str = ""
    replies: tuple[PossibleReply, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A further part of a page.

    Attributes:
        title: Its heading.
        html: Its content, trusted as it is.
    """

    title: str
    html: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """All that a page about one answer shows; what is empty is left out.

    Attributes:
        title: The pack's title.
        headline: The outcome, or that there is none yet.
        sentence: The outcome and its confidence in one sentence, or why there is none.
        confidence: From 0 to 1, drawn as a ring.
        confidence_text: The figure in the ring, ``"87%"``.
        decided: Whether it is an answer; False draws an abstention.
        case: The case's name.
        findings: Its findings.
        guarantee: What the prediction set promises, in one sentence.
        notes: Warnings, such as a case unlike those learned from.
        outcomes: All outcomes, most probable first.
        contributions: What each finding adds to the outcome.
        proof_summary: What the rules decide, in one sentence.
        proof: The proof.
        graph: The causal graph with this answer's path.
        paths: The paths in words, one sentence each.
        comparison: Learned and published graph.
        comparison_summary: How far they agree, in one sentence.
        changes: What would change the answer.
        question: What to ask next.
        sections: Further parts, before the last one.
        about: Pairs of name and value: versions, times, data, seed.
        disclaimer: Set at the end of the page.
        language: Of all texts, as in HTML's ``lang``.
        words: Headings and column titles.
    """

    title: str
    headline: str
    sentence: str
    confidence: float
    confidence_text: str
    decided: bool = True
    case: str = ""
    findings: tuple[Chip, ...] = ()
    guarantee: str = ""
    notes: tuple[str, ...] = ()
    outcomes: tuple[OutcomeRow, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    proof_summary: str = ""
    proof: tuple[ProofStep, ...] = ()
    graph: GraphView | None = None
    paths: tuple[str, ...] = ()
    comparison: GraphComparison | None = None
    comparison_summary: str = ""
    changes: tuple[Change, ...] = ()
    question: Question | None = None
    sections: tuple[Section, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    disclaimer: str = ""
    language: str = "en"
    words: Words = ENGLISH
