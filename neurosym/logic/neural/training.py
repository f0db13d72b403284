"""Training a program's networks and probabilities from queries."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.optim import Optimizer

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.neural.program import NeuralProgram
from neurosym.logic.neural.queries import QueryBatch

Progress = Callable[[int, int, float], None]
"""Told how many of how many steps are done, and the loss of the last one."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and in what portions to train.

    Attributes:
        epochs: How often every query is seen.
        batch: Queries in a step.
    """

    epochs: int = 1
    batch: int = 32


@dataclass(frozen=True, slots=True)
class History:
    """What a training run was like.

    Attributes:
        losses: Mean loss of every step, in nats.
        skipped: How many of the queries seen had no loss, since no possible world agrees with
            their target.
    """

    losses: tuple[float, ...]
    skipped: int


def train(
    program: NeuralProgram,
    queries: QueryBatch,
    optimizer: Optimizer,
    schedule: Schedule = Schedule(),
    *,
    generator: torch.Generator,
    progress: Progress | None = None,
) -> History:
    """Fit a program to queries by stochastic gradient descent.

    Args:
        program: The program, with its networks.
        queries: What :meth:`NeuralProgram.encode` made of the queries.
        optimizer: Over ``program.parameters()``, made after encoding: that finds the program's own
            learnable probabilities.
        schedule: How long to train.
        generator: Shuffles the queries.
        progress: Told of every step.

    Raises:
        InconsistentEvidenceError: No query has a loss.
    """
    program.train()
    rounds = -(-len(queries) // schedule.batch)
    losses: list[float] = []
    skipped = 0
    for _ in range(schedule.epochs):
        order = torch.randperm(len(queries), generator=generator).numpy()
        for start in range(0, len(order), schedule.batch):
            batch = queries.take(np.asarray(order[start : start + schedule.batch]))
            found, possible = program.losses(batch)
            seen = int(possible.sum())
            skipped += len(batch) - seen
            if seen:
                loss = found.sum() / seen
                optimizer.zero_grad(set_to_none=True)
                torch.autograd.backward(loss)
                optimizer.step()
                losses.append(float(loss.detach()))
            if progress is not None:
                done = len(losses)
                progress(done, rounds * schedule.epochs, losses[-1] if losses else 0.0)
    if not losses:
        raise InconsistentEvidenceError(
            "no query can be learned from: no possible world agrees with any of them; correct the "
            "goals or the rules"
        )
    return History(tuple(losses), skipped)
