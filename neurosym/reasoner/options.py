"""How a reasoner is fitted: every number in one place."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Integer

from neurosym.errors import DataError
from neurosym.nn.config import ModelConfig
from neurosym.steering.masking import USUAL, Missingness
from neurosym.steering.switches import ALL_ON, Switches

Progress = Callable[[str, int, int], None]
"""Told the name of a stage, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class FitOptions:
    """How a reasoner is fitted.

    Attributes:
        seed: Seed of every draw.
        bootstraps: Resampled searches from which the edges' confidence comes.
        jobs: Processes that search at the same time.
        bins: Bins of a numeric variable where neither rules nor the target say where to cut.
        epochs: Passes over the training cases; None for as many as their number asks for.
        missingness: How incomplete cases are in use; training and calibration hide as much.
        switches: Which parts of the steering are on.
        model: Sizes of the model.
        held_share: Share of the cases that are kept for weighing and calibration.
        cross_fit_below: With fewer cases, all are held out in turn instead.
        folds: How many turns that takes.
        repeats: How often each held-out case is hidden anew for weighing and calibration.
        coverage: Share of prediction sets that shall hold the truth.
        error: Share of given answers that may be wrong.
        certainty: Probability with which that share is guaranteed.
    """

    seed: int = 0
    bootstraps: int = 12
    jobs: int = 2
    bins: int = 4
    epochs: int | None = None
    missingness: Missingness = USUAL
    switches: Switches = ALL_ON
    model: ModelConfig = field(default_factory=ModelConfig)
    held_share: float = 0.2
    cross_fit_below: int = 500
    folds: int = 5
    repeats: int = 4
    coverage: float = 0.9
    error: float = 0.1
    certainty: float = 0.9

    def __post_init__(self) -> None:
        """Refuse what no fit can be made with."""
        least = {"epochs": 1, "bootstraps": 0, "jobs": 1, "bins": 2, "folds": 2, "repeats": 1}
        for name, lowest in least.items():
            given = getattr(self, name)
            if given is not None and given < lowest:
                raise DataError(f"{name} is {given}; give {lowest} or more")
        for name in ("held_share", "coverage", "error", "certainty"):
            if not 0.0 < getattr(self, name) < 1.0:
                raise DataError(f"{name} is {getattr(self, name)}; give a share between 0 and 1")


def deal(
    count: int, options: FitOptions
) -> tuple[Integer[np.ndarray, " _"], Integer[np.ndarray, " _"]]:
    """Deal cases into those that are held out and those that anything may be learned from.

    Args:
        count: How many labelled cases there are.
        options: The share that is held out, and the seed.

    Returns:
        Rows held out, in random order, and the other rows, rising. With fewer cases than
        ``cross_fit_below`` none is held out here: they take turns.
    """
    order = np.random.default_rng([options.seed, 2]).permutation(count)
    if count < options.cross_fit_below:
        return order[:0], np.arange(count)
    kept = max(2, int(count * options.held_share))
    return order[:kept], np.sort(order[kept:])


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing: the progress of those who want none."""
