"""Climbing to the probabilities under which examples are most likely, along the gradient.

The probabilities are softmaxes over logits. By Fisher's identity the derivative of the
log-likelihood in a logit is how often its alternative is expected, given the examples, less how
often it would be expected without them: the counts of expectation maximisation give it, without
automatic differentiation. Steps are Adam's [1].

References:
    [1] Kingma and Ba 2015, Adam: a method for stochastic optimization.
"""

import numpy as np
from jaxtyping import Float64

from neurosym.logic.expectation import Climb
from neurosym.logic.interpretations import NO_REST, Counts, Heads, Interpretations, Values
from neurosym.logic.learnable import Parameter

_NEAREST = 1e-6
"""Share that a start value keeps from 0, where no gradient could move it."""

_DECAY, _SQUARE_DECAY, _TINY = 0.9, 0.999, 1e-8


def follow_gradient(
    task: Interpretations, values: Values, *, iterations: int, tolerance: float, rate: float
) -> Climb:
    """Climb along the gradient of the log-likelihood.

    Args:
        task: The examples.
        values: Where to start.
        iterations: Most steps.
        tolerance: Change of log-likelihood, in nats, below which a step is the last.
        rate: Length of a step, in logits.

    Raises:
        InconsistentEvidenceError: An example is impossible from this start.
    """
    groups = _Groups(task.heads, values)
    logits = groups.logits(values)
    speed, square = np.zeros_like(logits), np.zeros_like(logits)
    history: list[float] = []
    for step in range(1, iterations + 1):
        values = groups.values(logits)
        reached, counts = task.expected(values)
        history.append(reached)
        if len(history) > 1 and abs(history[-1] - history[-2]) < tolerance:
            return Climb(values, tuple(history), converged=True)
        gradient = groups.gradient(logits, counts)
        speed = _DECAY * speed + (1.0 - _DECAY) * gradient
        square = _SQUARE_DECAY * square + (1.0 - _SQUARE_DECAY) * gradient**2
        scale = np.sqrt(square / (1.0 - _SQUARE_DECAY**step)) + _TINY
        logits = logits + rate * speed / (1.0 - _DECAY**step) / scale
    values = groups.values(logits)
    return Climb(values, (*history, task.log_likelihood(values)), converged=False)


class _Groups:
    """Which logits form a softmax: those of a clause's learnable heads for one tie.

    Where the start values leave something to one, "none of the heads" (-1) is beside them.
    """

    def __init__(self, heads: Heads, values: Values) -> None:
        self._members: list[list[Parameter]] = []
        self._shared: list[float] = []
        for clause, tie in dict.fromkeys((p.clause, p.tie) for p in values):
            rows = [row for row, head in enumerate(heads[clause]) if head.learnable]
            fixed = sum(head.start for head in heads[clause] if not head.learnable)
            rest = 1.0 - fixed - sum(values[Parameter(clause, row, tie)] for row in rows)
            rows += [-1] if rest > NO_REST or len(heads[clause]) == 1 else []
            self._members.append([Parameter(clause, row, tie) for row in rows])
            self._shared.append(1.0 - fixed)

    def logits(self, values: Values) -> Float64[np.ndarray, " variable"]:
        """Return the logits of probabilities."""
        found: list[float] = []
        for members, shared in zip(self._members, self._shared, strict=True):
            given = [values.get(member, 0.0) / shared for member in members]
            given[-1] = given[-1] if members[-1] in values else 1.0 - sum(given)
            found += [float(np.log(max(share, _NEAREST))) for share in given]
        return np.array(found)

    def _softmaxes(
        self, logits: Float64[np.ndarray, " variable"]
    ) -> list[Float64[np.ndarray, "..."]]:
        found, at = [], 0
        for members in self._members:
            own = logits[at : at + len(members)]
            at += len(members)
            powers = np.exp(own - own.max())
            found.append(powers / powers.sum())
        return found

    def values(self, logits: Float64[np.ndarray, " variable"]) -> Values:
        """Return the probabilities of logits."""
        values: Values = {}
        for members, shared, shares in zip(
            self._members, self._shared, self._softmaxes(logits), strict=True
        ):
            learned = [member for member in members if member.alternative >= 0]
            values |= dict(zip(learned, (shared * shares).tolist(), strict=False))
        return values

    def gradient(
        self, logits: Float64[np.ndarray, " variable"], counts: Counts
    ) -> Float64[np.ndarray, " variable"]:
        """Return the derivative of the log-likelihood in every logit."""
        parts = []
        for members, shares in zip(self._members, self._softmaxes(logits), strict=True):
            expected = np.array([counts.get(member, 0.0) for member in members])
            parts.append(expected - shares * expected.sum())
        return np.concatenate(parts)
