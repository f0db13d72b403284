r"""The next question: the one whose reply is expected to tell most about the target, per cost.

Every reply to every open question is put to the answering function itself, in one batch with the
case as it stands, so the gain is that of the answer which a person sees (fused, under the rules,
calibrated), not of one engine inside. With reply probabilities ``P(r)`` and answers ``p_r``::

    gain = H(sum_r P(r) p_r) - sum_r P(r) H(p_r)                    (nats)

If the answers are those of one joint distribution, the mixture is the present answer and this is
the expected information gain [1], the mutual information of reply and target. Calibrated answers
need not mix to the present one; the formula then counts how far the replies' answers differ from
one another, is never negative, and is 0 where no reply matters.

References:
    [1] D. Lindley, "On a measure of the information provided by an experiment", 1956.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64, Int

from neurosym.errors import InconsistentEvidenceError
from neurosym.questions.candidates import LEAST_COST, Candidate, Supposed

Answering = Callable[[np.ndarray, np.ndarray], Sequence[np.ndarray]]
"""From codes and values (``[batch, variable]``) to the probabilities of each variable's states
(``[batch, state]`` each), the target's being the answer; rows of 0 where no world is left."""

Loss = Float64[np.ndarray, "state state"]
"""What each answer (second axis) costs where each state (first axis) is true."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reply would lead to.

    Attributes:
        findings: What the reply adds to the case.
        probability: How probable the reply is.
        answer: The most probable target state then.
        answer_probability: Its probability then.
    """

    findings: tuple[Supposed, ...]
    probability: float
    answer: int
    answer_probability: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what its reply is worth.

    Attributes:
        variables: What it asks for; several for one group of findings.
        gain: Expected information about the target, in nats.
        gain_per_cost: The same for each unit of cost.
        cost: What asking costs.
        value: Expected fall of the loss: with the usual loss, the expected rise of the probability
            that the answer is right.
        mandatory: Whether every case must have it.
        outcomes: What each possible reply would lead to.
    """

    variables: tuple[int, ...]
    gain: float
    gain_per_cost: float
    cost: float
    value: float
    mandatory: bool
    outcomes: tuple[Outcome, ...]

    @property
    def variable(self) -> int:
        """The first variable that it asks for."""
        return self.variables[0]


@dataclass(frozen=True, slots=True)
class Survey:
    """A case as it stands, and all that could be asked.

    Attributes:
        answer: Probabilities of the target's states now.
        questions: Open questions: mandatory ones first, then by gain per cost.
    """

    answer: Float64[np.ndarray, " state"]
    questions: tuple[Question, ...]


def survey(
    codes: Int[np.ndarray, " variable"],
    values: Float[np.ndarray, " variable"],
    answering: Answering,
    target: int,
    candidates: Sequence[Candidate],
    loss: Loss | None = None,
) -> Survey:
    """Rank the open questions of a case by one call of the answering function.

    Args:
        codes: State of each variable, -1 where silent.
        values: Numbers of the numeric variables; NaN elsewhere.
        answering: Gives the probabilities of all variables.
        target: The variable that the answer is about.
        candidates: What may be asked.
        loss: What wrong answers cost; None for 1 each.

    Raises:
        InconsistentEvidenceError: If no world agrees with the case as it stands.
    """
    left = [found for c in candidates if target not in c.variables and (found := c.left(codes))]
    rows, numbers = _suppose(codes, values, left)
    marginals = answering(rows, numbers)
    answers = np.asarray(marginals[target], np.float64)
    if not answers[0].any():
        raise InconsistentEvidenceError(
            "no world agrees with the case; withdraw a finding before more is asked"
        )
    now = [np.asarray(marginal[0], np.float64) for marginal in marginals]
    questions = []
    start = 1
    for candidate in left:
        stop = start + len(candidate.replies)
        chances = _reply_chances(candidate, now)
        questions.append(_question(candidate, chances, answers[start:stop], loss))
        start = stop
    questions.sort(key=lambda q: (not q.mandatory, -q.gain_per_cost))
    return Survey(answers[0], tuple(questions))


def next_questions(
    codes: Int[np.ndarray, " variable"],
    values: Float[np.ndarray, " variable"],
    answering: Answering,
    target: int,
    candidates: Sequence[Candidate],
    loss: Loss | None = None,
) -> tuple[Question, ...]:
    """Return the open questions of a case, the best first; see :func:`survey`."""
    return survey(codes, values, answering, target, candidates, loss).questions


def information_gain(
    chances: Float64[np.ndarray, " label"], answers: Float64[np.ndarray, "label state"]
) -> float:
    """Return the expected information about the target from a reply, in nats.

    Args:
        chances: Probability of each reply; they sum to one.
        answers: Probabilities of the target's states after each reply.
    """
    gain = _entropy(chances @ answers) - float(chances @ _entropies(answers))
    return max(0.0, gain)


def value_of_asking(
    chances: Float64[np.ndarray, " label"],
    answers: Float64[np.ndarray, "label state"],
    loss: Loss | None = None,
) -> float:
    """Return the expected fall of the loss if the reply is known before answering.

    Args:
        chances: Probability of each reply; they sum to one.
        answers: Probabilities of the target's states after each reply.
        loss: What wrong answers cost; None for 1 each, when the fall is the expected rise of the
            probability that the answer is right.
    """
    states = answers.shape[1]
    costs = 1.0 - np.eye(states) if loss is None else loss
    before = float((chances @ answers @ costs).min())
    after = float(chances @ (answers @ costs).min(axis=1))
    return max(0.0, before - after)


def fixed_order(
    variables: int,
    answering: Answering,
    target: int,
    candidates: Sequence[Candidate],
) -> tuple[Candidate, ...]:
    """Return the questions by their gain per cost in an empty case: a baseline.

    The same order for every case gets most of what asking by the case gets; a benchmark shows
    both, beside a random order.

    Args:
        variables: How many variables a case has.
        answering: Gives the probabilities of all variables.
        target: The variable that the answer is about.
        candidates: What may be asked.
    """
    silent = np.full(variables, -1, np.int16)
    ranked = next_questions(silent, np.full(variables, np.nan), answering, target, candidates)
    place = {candidate.variables: candidate for candidate in candidates}
    return tuple(place[question.variables] for question in ranked)


def first_left(order: Sequence[Candidate], codes: Int[np.ndarray, " variable"]) -> Candidate | None:
    """Return the first question of an order that a case leaves open."""
    return next((found for c in order if (found := c.left(codes))), None)


def _suppose(
    codes: Int[np.ndarray, " variable"],
    values: Float[np.ndarray, " variable"],
    candidates: Sequence[Candidate],
) -> tuple[Int[np.ndarray, "batch variable"], Float[np.ndarray, "batch variable"]]:
    """Return the case as it stands, then with each reply of each question."""
    replies = [reply for candidate in candidates for reply in candidate.replies]
    rows = np.repeat(codes[None], len(replies) + 1, axis=0)
    numbers = np.repeat(values[None], len(replies) + 1, axis=0)
    for row, reply in enumerate(replies, start=1):
        for variable, state, number in reply:
            if codes[variable] < 0:
                rows[row, variable] = state
                numbers[row, variable] = number
    return rows, numbers


def _reply_chances(
    candidate: Candidate, now: Sequence[np.ndarray]
) -> Float64[np.ndarray, " label"]:
    """Return the probability of each reply; of a group, "none" has what its members leave."""
    chances = np.array([now[reply[0][0]][reply[0][1]] for reply in candidate.replies])
    if len(candidate.variables) > 1:
        chances[-1] = max(0.0, 1.0 - float(chances[:-1].sum()))
    return chances


def _question(
    candidate: Candidate,
    chances: Float64[np.ndarray, " label"],
    answers: Float64[np.ndarray, "label state"],
    loss: Loss | None,
) -> Question:
    """Weigh a question; replies that leave no world are no replies."""
    possible = np.where(answers.any(axis=1), chances, 0.0)
    total = float(possible.sum())
    weights = possible / total if total > 0 else possible
    gain = information_gain(weights, answers)
    outcomes = tuple(
        Outcome(reply, float(weight), int(answer.argmax()), float(answer.max()))
        for reply, weight, answer in zip(candidate.replies, weights, answers, strict=True)
        if weight > 0
    )
    return Question(
        candidate.variables,
        gain,
        gain / max(candidate.cost, LEAST_COST),
        candidate.cost,
        value_of_asking(weights, answers, loss),
        candidate.mandatory,
        outcomes,
    )


def _entropies(rows: Float64[np.ndarray, "label state"]) -> Float64[np.ndarray, " label"]:
    return np.asarray(-(rows * np.log(np.where(rows > 0, rows, 1.0))).sum(axis=-1))


def _entropy(row: Float64[np.ndarray, " state"]) -> float:
    return float(_entropies(row[None])[0])
