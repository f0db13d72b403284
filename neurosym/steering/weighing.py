"""What data say about the rules' strengths and about the model's weight in the fusion.

A learnable strength is fitted by the normalised likelihood ``log WMC(label and rules) -
log WMC(rules)``: the label's probability after the rules, which the bare penalty would not give
(it drives every strength to nothing). Each rule has a prior of one kept and one broken
pseudo-case, so that a rule that no case breaks stops short of 1. A strength of 0 is a valid
result: the rule adds nothing to what the network has learned.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Float64, Int16
from torch import Tensor

from neurosym.steering.fusion import Fusion

_STEPS = 80
_LEARNING_RATE = 0.15
_LEAST = -9.0
_GRID = tuple(np.linspace(0.0, 1.0, 21))


@dataclass(frozen=True, slots=True)
class LabelledCases:
    """Cases with findings hidden as in use, their recorded truth, and who answers them.

    Cross-fitting gives several of these: one for each network that has not seen its cases.

    Attributes:
        fusion: Network and rules.
        codes: State of each variable, -1 where silent; predicted variables are silent.
        values: Numbers of the numeric variables; NaN where silent.
        labels: Recorded states of each predicted variable, -1 where not recorded.
        beliefs: The model's belief on each predicted variable.
    """

    fusion: Fusion
    codes: Int16[np.ndarray, "case variable"]
    values: Float64[np.ndarray, "case variable"]
    labels: Mapping[int, np.ndarray]
    beliefs: Mapping[int, Tensor]


def learn_strengths(
    parts: Sequence[LabelledCases], progress: Callable[[int, int], None] | None = None
) -> Float64[Tensor, " rule"]:
    """Return the strengths of all constraints, the learnable ones fitted to the cases.

    Instances of one clause share one strength; strengths that are not learnable keep theirs.

    Args:
        parts: Cases that their network was not fitted to, under the same rules.
        progress: Called with steps done and steps in all.
    """
    fusion = parts[0].fusion
    learnable = sorted({f.clause for f in fusion.factors.constraints if f.learnable and not f.hard})
    if not learnable or not fusion.switches.soft_rules:
        return fusion.strengths
    start = [_start(fusion, clause) for clause in learnable]
    logits = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([logits], lr=_LEARNING_RATE)
    for step in range(_STEPS):
        kept = logits.exp()
        strengths = _expand(fusion, learnable, 1.0 - kept)
        fit = sum((_log_likelihood(part, strengths) for part in parts), torch.zeros(()))
        prior = (kept.log() - 2.0 * (1.0 + kept).log()).sum()
        optimiser.zero_grad()
        loss = -(fit + prior)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        with torch.no_grad():
            logits.clamp_(_LEAST, 0.0)
        if progress is not None:
            progress(step + 1, _STEPS)
    return _expand(fusion, learnable, 1.0 - logits.detach().exp())


def _start(fusion: Fusion, clause: int) -> float:
    strength = next(f.strength for f in fusion.factors.constraints if f.clause == clause)
    return max(float(np.log1p(-strength)), _LEAST)


def _expand(
    fusion: Fusion, learnable: Sequence[int], strengths: Float64[Tensor, " label"]
) -> Float64[Tensor, " rule"]:
    constraints = fusion.factors.constraints
    own = [torch.tensor(factor.strength, dtype=torch.float64) for factor in constraints]
    for i, factor in enumerate(constraints):
        if factor.clause in learnable:
            own[i] = strengths[learnable.index(factor.clause)]
    return torch.stack(own)


def _log_likelihood(
    part: LabelledCases,
    strengths: Float64[Tensor, " rule"] | None,
    beliefs: Mapping[int, Float[Tensor, "case _"]] | None = None,
    weight: float = 0.0,
) -> Float64[Tensor, ""]:
    """Log-probability of the recorded truth, over the cases that no hard rule contradicts."""
    found = part.fusion.run(part.codes, part.values, beliefs, weight, strengths)
    total = torch.zeros((), dtype=torch.float64)
    for variable, labels in part.labels.items():
        chosen = found.marginals[variable][np.arange(len(labels)), np.maximum(labels, 0)]
        counts = torch.from_numpy(labels >= 0) & (chosen > 0)
        total = total + torch.where(counts, torch.where(counts, chosen, 1.0).log(), 0.0).sum()
    return total


def learn_weight(parts: Sequence[LabelledCases]) -> float:
    """Return the weight of the model, 0 to 1, that makes the recorded truth most probable.

    Args:
        parts: Cases that neither their network nor their model was trained on; the fusions hold
            the strengths to use.
    """
    scores = [
        sum(float(_log_likelihood(part, None, part.beliefs, float(w))) for part in parts)
        for w in _GRID
    ]
    return float(_GRID[int(np.argmax(scores))])
