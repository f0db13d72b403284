"""What each finding contributes, and what would change the answer: the answer asked again.

Both put a case's near neighbours to the same answering function that gave the answer, all in one
batch, so they speak of the fused answer and not of one engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int16

Answering = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""From codes and values (``[batch, variable]``) to outcome probabilities (``[batch, state]``);
a row of zeros where no world is left."""

_SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one finding adds to the answer.

    Attributes:
        variable: The finding's variable.
        log_odds: Log-odds of the answer with the finding, minus those without it, in nats.
    """

    variable: int
    log_odds: float


@dataclass(frozen=True, slots=True)
class Change:
    """One finding in another state, and the answer that would follow.

    Attributes:
        variable: The finding's variable.
        state: The state that it would have to be in.
        outcome: The answer that would follow.
        probability: That answer's probability.
        observed: Whether the finding is known now (else: it would have to turn out so).
    """

    variable: int
    state: int
    outcome: int
    probability: float
    observed: bool


def contributions(
    codes: Int16[np.ndarray, " variable"],
    values: Float64[np.ndarray, " variable"],
    outcome: int,
    answering: Answering,
) -> tuple[Contribution, ...]:
    """Return what each known finding adds to an outcome, the strongest first.

    Args:
        codes: State of each variable, -1 where silent.
        values: Numbers of the numeric variables; NaN elsewhere.
        outcome: The outcome whose odds count.
        answering: Gives outcome probabilities.
    """
    seen = np.flatnonzero(codes >= 0)
    rows = np.repeat(codes[None], len(seen) + 1, axis=0)
    numbers = np.repeat(values[None], len(seen) + 1, axis=0)
    rows[np.arange(len(seen)), seen] = -1
    numbers[np.arange(len(seen)), seen] = np.nan
    odds = _log_odds(answering(rows, numbers)[:, outcome])
    found = [Contribution(int(v), float(odds[-1] - odds[row])) for row, v in enumerate(seen)]
    return tuple(sorted(found, key=lambda item: -abs(item.log_odds)))


def changes(
    codes: Int16[np.ndarray, " variable"],
    values: Float64[np.ndarray, " variable"],
    alternatives: Sequence[tuple[int, int, float]],
    answering: Answering,
) -> tuple[Change, ...]:
    """Return the single changes that would lead to another answer.

    Args:
        codes: State of each variable, -1 where silent.
        values: Numbers of the numeric variables; NaN elsewhere.
        alternatives: Variable, state and number (NaN: none) of each change to try.
        answering: Gives outcome probabilities.

    Returns:
        Changes of known findings first, then silent ones; in each group the surest first.
    """
    tried = [item for item in alternatives if codes[item[0]] != item[1]]
    rows = np.repeat(codes[None], len(tried) + 1, axis=0)
    numbers = np.repeat(values[None], len(tried) + 1, axis=0)
    for row, (variable, state, number) in enumerate(tried):
        rows[row, variable] = state
        numbers[row, variable] = number
    answers = answering(rows, numbers)
    best = answers.argmax(axis=1)
    changed: Bool[np.ndarray, " batch"] = (best != best[-1]) & (answers.sum(axis=1) > 0)
    found = [
        Change(v, state, int(best[row]), float(answers[row, best[row]]), bool(codes[v] >= 0))
        for row, (v, state, _) in enumerate(tried)
        if changed[row]
    ]
    return tuple(sorted(found, key=lambda item: (not item.observed, -item.probability)))


def _log_odds(probability: Float64[np.ndarray, " batch"]) -> Float64[np.ndarray, " batch"]:
    p = np.clip(probability, _SMALLEST, 1.0 - _SMALLEST)
    odds: np.ndarray = np.log(p) - np.log1p(-p)
    return odds
