"""A conversation: ask, hear, ask again, until the answer is sure or nothing helps.

All of it is values and functions of values: whoever holds the conversation (a terminal, a page, a
benchmark) shows a :class:`Turn`'s question and passes the reply to :func:`heard` or
:func:`declined`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from jaxtyping import Float, Float64, Int

from neurosym.errors import InconsistentEvidenceError
from neurosym.questions.acquisition import Answering, Loss, Question, survey
from neurosym.questions.candidates import Candidate, Supposed


@dataclass(frozen=True, slots=True)
class StopRule:
    """When to stop asking.

    Attributes:
        confidence: Probability of the answer from which it is sure.
        least_gain: Nats below which a question is not worth asking.
        most_questions: How many questions may be asked; None for any number.
    """

    confidence: float = 0.95
    least_gain: float = 1e-3
    most_questions: int | None = None


class Stop(StrEnum):
    """Why nothing more is asked."""

    SURE = "sure"
    NOTHING_HELPS = "nothing helps"
    ENOUGH_ASKED = "enough asked"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Session:
    """What is known so far.

    Attributes:
        codes: State of each variable, -1 where silent.
        values: Numbers of the numeric variables; NaN elsewhere.
        unknown: Variables that the other side does not know.
        asked: How many questions were put.
    """

    codes: Int[np.ndarray, " variable"]
    values: Float[np.ndarray, " variable"]
    unknown: frozenset[int] = frozenset()
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a conversation stands: a question, or the reason to stop.

    Attributes:
        answer: Probabilities of the target's states now; zeros in a conflict.
        question: What to ask; None at the end.
        stop: Why nothing is asked; None while something is.
    """

    answer: Float64[np.ndarray, " state"]
    question: Question | None
    stop: Stop | None

    @property
    def confidence(self) -> float:
        """Probability of the most probable state."""
        return float(self.answer.max())


@dataclass(frozen=True, slots=True)
class Interview:
    """Who answers, about what, by which questions, and when it is enough.

    Attributes:
        answering: Gives the probabilities of all variables.
        target: The variable that the answer is about.
        candidates: What may be asked.
        rule: When to stop.
        loss: What wrong answers cost; None for 1 each.
    """

    answering: Answering
    target: int
    candidates: Sequence[Candidate]
    rule: StopRule = StopRule()
    loss: Loss | None = None

    def turn(self, session: Session) -> Turn:
        """Return the next question, or why there is none.

        Mandatory questions come first, and are asked even where the answer is sure already.
        """
        allowed = [c for c in self.candidates if not session.unknown.intersection(c.variables)]
        try:
            found = survey(
                session.codes, session.values, self.answering, self.target, allowed, self.loss
            )
        except InconsistentEvidenceError:
            states = self.answering(session.codes[None], session.values[None])[self.target].shape[1]
            return Turn(np.zeros(states), None, Stop.CONFLICT)
        needed = [q for q in found.questions if q.mandatory]
        helpful = [q for q in found.questions if q.gain >= self.rule.least_gain]
        if found.answer.max() >= self.rule.confidence and not needed:
            return Turn(found.answer, None, Stop.SURE)
        if self.rule.most_questions is not None and session.asked >= self.rule.most_questions:
            return Turn(found.answer, None, Stop.ENOUGH_ASKED)
        if not needed and not helpful:
            return Turn(found.answer, None, Stop.NOTHING_HELPS)
        return Turn(found.answer, (needed or helpful)[0], None)


def heard(session: Session, findings: Sequence[Supposed]) -> Session:
    """Return the session with a reply added.

    Args:
        session: What was known.
        findings: Variable, state and number (NaN for none) of each finding in the reply: one of
            the question's outcomes, or what the other side said instead.
    """
    codes, values = session.codes.copy(), session.values.copy()
    for variable, state, number in findings:
        codes[variable] = state
        values[variable] = number
    return Session(codes, values, session.unknown, session.asked + 1)


def declined(session: Session, question: Question) -> Session:
    """Return the session after "I do not know": the question is not put again."""
    unknown = session.unknown.union(question.variables)
    return Session(session.codes, session.values, unknown, session.asked + 1)
