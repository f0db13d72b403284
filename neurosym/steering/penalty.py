"""What the model pays, in training, for believing in what hard rules exclude.

Soft rules are left out: they weigh the answer in the fusion, and what enters in training or at
inference never enters in both.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from jaxtyping import Float, Float64
from torch import Tensor

from neurosym.logic.ground_program import GroundProgram, Leaf, LeafKind
from neurosym.logic.numeric_tests import UNKNOWN, as_cut, evaluate
from neurosym.logic.penalties import SemanticLoss

_NO_IDEA = 0.5


class HardRulePenalty:
    """The exact semantic loss of the hard rules, compiled once.

    Args:
        ground: Rules grounded under the schema of the vocabulary.
        cards: States of each variable.
        cuts: Inner cut points of each numeric variable.
        predicted: The predicted variables.
    """

    def __init__(
        self,
        ground: GroundProgram,
        cards: Sequence[int],
        cuts: Sequence[tuple[float, ...]],
        predicted: Sequence[int],
    ) -> None:
        hard = tuple(constraint for constraint in ground.constraints if constraint.strength >= 1.0)
        ground = replace(ground, constraints=hard)
        named = {leaf.variable for leaf in ground.leaves.values() if leaf.kind is LeafKind.STATE}
        self._named = sorted(named)
        self._predicted = tuple(predicted)
        self._cuts = cuts
        self._loss = SemanticLoss(ground, {v: cards[v] for v in self._named})
        self._tests = [ground.leaves[atom] for atom in self._loss.tests]

    def __call__(
        self,
        log_beliefs: Sequence[Float[Tensor, "batch _"]],
        marginals: Sequence[Float[Tensor, "batch _"]],
        values: Float64[np.ndarray, "batch variable"],
    ) -> Float[Tensor, " batch"]:
        """Return the penalty of each case, in nats; 0 where the evidence itself breaks a rule.

        Args:
            log_beliefs: The model's log-belief on each predicted variable.
            marginals: Posterior of every variable; one-hot where it was seen.
            values: Numbers of the numeric variables; NaN where silent.
        """
        given = dict(zip(self._predicted, log_beliefs, strict=True))
        beliefs = {v: given[v].double() if v in given else marginals[v].log() for v in self._named}
        if not self._tests:
            return self._total(beliefs, None)
        columns = [self._probability(leaf, marginals, values) for leaf in self._tests]
        return self._total(beliefs, torch.stack(columns, dim=1))

    def _total(
        self,
        beliefs: dict[int, Float[Tensor, "batch _"]],
        tests: Float[Tensor, "batch label"] | None,
    ) -> Float[Tensor, " batch"]:
        total: Tensor = self._loss(beliefs, tests).total
        return total

    def _probability(
        self,
        leaf: Leaf,
        marginals: Sequence[Float[Tensor, "batch _"]],
        values: Float64[np.ndarray, "batch variable"],
    ) -> Float64[Tensor, " batch"]:
        """How probable a comparison is: known, by the bins of its column, or no idea."""
        if leaf.test is None:
            raise ValueError(f"{leaf.text} is no comparison")
        outcome = evaluate(leaf.test, values)
        known = torch.from_numpy(outcome != UNKNOWN)
        cut = as_cut(leaf.test)
        guess = torch.full((len(values),), _NO_IDEA, dtype=torch.float64)
        if cut is not None and cut.threshold in self._cuts[cut.variable]:
            first = self._cuts[cut.variable].index(cut.threshold) + 1
            upper = marginals[cut.variable][:, first:].sum(1)
            guess = upper if cut.above else 1.0 - upper
        return torch.where(known, torch.from_numpy(outcome == 1).double(), guess)
