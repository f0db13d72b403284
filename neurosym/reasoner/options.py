"""How a reasoner is fitted: every number in one place."""

from collections.abc import Callable
from dataclasses import dataclass, field

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


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing: the progress of those who want none."""
