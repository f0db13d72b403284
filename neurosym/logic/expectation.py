"""Climbing to the probabilities under which examples are most likely: expectation maximisation [1].

Each step replaces a probability by the share in which its alternative is expected, given the
examples and the probabilities so far. The likelihood never falls.

References:
    [1] Dempster, Laird, Rubin 1977, Maximum likelihood from incomplete data via the EM algorithm.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neurosym.logic.interpretations import Counts, Heads, Interpretations, Values
from neurosym.logic.learnable import Parameter

_NOTHING = 1e-15
"""Expected number of times below which the examples say nothing about a probability."""


def start_values(
    parameters: Sequence[Parameter], heads: Heads, random: np.random.Generator | None
) -> Values:
    """Return where learning starts.

    Args:
        parameters: The learnable probabilities.
        heads: The heads of their clauses.
        random: Draws the start values that the program leaves open; without it, alternatives
            of one clause share equally what the others leave to one.
    """
    values: Values = {}
    for clause, tie in dict.fromkeys((p.clause, p.tie) for p in parameters):
        rows = [row for row, head in enumerate(heads[clause]) if head.learnable]
        starts = np.array([heads[clause][row].start for row in rows])
        is_open = np.array([heads[clause][row].open_start for row in rows])
        if random is not None and is_open.any():
            alone = len(heads[clause]) == 1
            shared = 1.0 if alone else float(starts[is_open].sum())
            starts[is_open] = shared * random.dirichlet(np.ones(is_open.sum() + alone))[: len(rows)]
        found = zip(rows, starts.tolist(), strict=True)
        values |= {Parameter(clause, row, tie): start for row, start in found}
    return values


@dataclass(frozen=True, slots=True)
class Climb:
    """A way to higher likelihood.

    Attributes:
        values: The probabilities at its end.
        history: Log-likelihood at the start and after every step, in nats.
        converged: Whether it ended because a step gained too little.
    """

    values: Values
    history: tuple[float, ...]
    converged: bool


def maximise_expectation(
    task: Interpretations, values: Values, *, iterations: int, tolerance: float
) -> Climb:
    """Climb by expectation maximisation: the log-likelihood never falls.

    Args:
        task: The examples.
        values: Where to start.
        iterations: Most steps.
        tolerance: Gain of log-likelihood, in nats, below which a step is the last.

    Raises:
        InconsistentEvidenceError: An example is impossible from this start.
    """
    history: list[float] = []
    for _ in range(iterations):
        reached, counts = task.expected(values)
        history.append(reached)
        if len(history) > 1 and history[-1] - history[-2] < tolerance:
            return Climb(values, tuple(history), converged=True)
        values = _maximised(task.heads, values, counts)
    return Climb(values, (*history, task.log_likelihood(values)), converged=False)


def _maximised(heads_of: Heads, values: Values, counts: Counts) -> Values:
    """Return the share of each alternative among those that could have been taken."""
    new = dict(values)
    for clause, tie in dict.fromkeys((p.clause, p.tie) for p in values):
        heads = heads_of[clause]
        rows = [row for row, head in enumerate(heads) if head.learnable]
        shared = 1.0 - sum(head.start for head in heads if not head.learnable)
        expected = [counts.get(Parameter(clause, row, tie), 0.0) for row in rows]
        total = sum(expected) + counts.get(Parameter(clause, -1, tie), 0.0)
        if total > _NOTHING:
            for row, count in zip(rows, expected, strict=True):
                new[Parameter(clause, row, tie)] = min(1.0, shared * count / total)
    return new
