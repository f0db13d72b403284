"""Training the model under the steering of rules and network.

The loss is the task's cross-entropy, plus what believing in excluded outcomes costs (exact, from
the compiled rules), plus the divergence from the causal posterior, plus the mediators' own
cross-entropy. Findings are hidden anew in every epoch, so that the model learns to answer from
whatever a case has.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Float64, Int16
from torch import Tensor

from neurosym.errors import NeurosymError
from neurosym.nn.losses import causal_divergence, mediator_loss, task_loss
from neurosym.nn.model import ModelOutput, SteeredModel
from neurosym.nn.parameters import decay_groups
from neurosym.nn.steering import Steering
from neurosym.steering.guide import Guidance
from neurosym.steering.masking import USUAL, Missingness, hide, values_of
from neurosym.steering.switches import Switches

_BETAS = (0.9, 0.98)

GuideFunction = Callable[[np.ndarray, np.ndarray], Guidance]
"""From codes and values of all training cases to their guidance."""

RulePenalty = Callable[[Sequence[Tensor], Sequence[Tensor], np.ndarray], Tensor]
"""From log-beliefs, the marginals of all variables and the values to a penalty for each case."""


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """How the model is trained.

    Attributes:
        epochs: Passes over the cases.
        batch: Cases of one step.
        learning_rate: Highest learning rate; it warms up for a twentieth of the steps and then
            falls along a cosine.
        weight_decay: Decay of AdamW.
        rule_weight: Weight of the rule penalty.
        causal_weight: Weight of the divergence from the causal posterior.
        mediator_weight: Weight of the mediators' cross-entropy.
        clip: Largest norm of a gradient.
        missingness: How much of each case is hidden.
    """

    epochs: int
    batch: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    rule_weight: float = 0.2
    causal_weight: float = 0.5
    mediator_weight: float = 0.3
    clip: float = 1.0
    missingness: Missingness = USUAL


@dataclass(frozen=True, slots=True)
class TrainingCases:
    """Complete training cases.

    Attributes:
        codes: State of each variable, -1 where not recorded.
        values: Numbers of the numeric variables; NaN elsewhere.
        class_weight: Weight of each state of the first predicted variable; None for one each.
    """

    codes: Int16[np.ndarray, "case variable"]
    values: Float64[np.ndarray, "case variable"]
    class_weight: Float[Tensor, " state"] | None = None


class Trainer:
    """One model's training.

    Args:
        model: The model, changed in place.
        guide: Gives the guidance of all cases at once; None trains the model alone.
        penalty: The rules' penalty; None leaves it out.
        options: How to train.
        switches: Which parts of the loss are on.
        seed: Seed of hiding, order and dropout.
    """

    def __init__(
        self,
        model: SteeredModel,
        guide: GuideFunction | None,
        penalty: RulePenalty | None,
        options: TrainingOptions,
        switches: Switches,
        seed: int,
    ) -> None:
        self.model = model
        self.guide = guide
        self.penalty = penalty if switches.rule_penalty else None
        self.options = options
        self.switches = switches
        self._random = np.random.default_rng(seed)
        self._noise = torch.Generator().manual_seed(seed)

    def train(
        self, cases: TrainingCases, progress: Callable[[int, int, float], None] | None = None
    ) -> float:
        """Train on the cases and return the last epoch's mean loss.

        Args:
            cases: The training cases.
            progress: Called with epochs done, epochs in all and the epoch's mean loss.

        Raises:
            NeurosymError: If the loss is no longer finite.
        """
        options = self.options
        self.model.scale.fit(cases.values.astype(np.float32))
        groups = decay_groups(self.model, options.weight_decay)
        optimiser = torch.optim.AdamW(groups, options.learning_rate, betas=_BETAS)
        steps = options.epochs * math.ceil(len(cases.codes) / options.batch)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))
        mean = math.nan
        for epoch in range(options.epochs):
            losses = [self._step(batch, optimiser, schedule) for batch in self._batches(cases)]
            mean = sum(losses) / len(losses)
            if progress is not None:
                progress(epoch + 1, options.epochs, mean)
        return mean

    def _batches(self, cases: TrainingCases) -> list["_Batch"]:
        predicted = self.model.schema.predicted
        codes = hide(cases.codes, predicted, self.options.missingness, self._random)
        values = values_of(cases.values, codes)
        guidance = None if self.guide is None else self.guide(codes, values)
        order = self._random.permutation(len(codes))
        size = self.options.batch
        rows = [order[start : start + size] for start in range(0, len(order), size)]
        return [_Batch.of(cases, codes, values, guidance, chosen) for chosen in rows]

    def _step(
        self,
        batch: "_Batch",
        optimiser: torch.optim.Optimizer,
        schedule: torch.optim.lr_scheduler.LRScheduler,
    ) -> float:
        tokens = self.model.encode(batch.codes, batch.values)
        output = self.model(tokens, batch.steering, noise=self._noise)
        loss = self._loss(output, batch)
        value = float(loss.detach())
        if not math.isfinite(value):
            raise NeurosymError(
                f"training diverged at step {schedule.last_epoch}: the loss is {value}; lower the "
                f"learning rate (now {self.options.learning_rate})"
            )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.options.clip)
        optimiser.step()
        schedule.step()
        self.model.update_balance(output.record)
        return value

    def _loss(self, output: ModelOutput, batch: "_Batch") -> Float[Tensor, ""]:
        options, schema = self.options, self.model.schema
        loss = torch.zeros(())
        for variable, log_belief in zip(schema.predicted, output.log_belief, strict=True):
            loss = loss + task_loss(log_belief, batch.truth[:, variable], batch.class_weight)
            if batch.network and self.switches.causal_divergence:
                causal = batch.network[variable].float()
                loss = loss + options.causal_weight * causal_divergence(log_belief, causal)
        if schema.mediators:
            labels = batch.truth[:, list(schema.mediators)]
            mediators = mediator_loss(output.mediator_log_belief, labels)
            loss = loss + options.mediator_weight * mediators
        if self.penalty is not None and batch.network:
            penalties = self.penalty(output.log_belief, batch.network, batch.numbers)
            loss = loss + options.rule_weight * penalties.float().mean()
        return loss


@dataclass(frozen=True, slots=True)
class _Batch:
    """The cases of one step, with findings hidden."""

    codes: Tensor
    values: Tensor
    truth: Tensor
    numbers: np.ndarray
    steering: Steering | None
    network: tuple[Tensor, ...]
    class_weight: Tensor | None

    @staticmethod
    def of(
        cases: TrainingCases,
        codes: np.ndarray,
        values: np.ndarray,
        guidance: Guidance | None,
        rows: np.ndarray,
    ) -> "_Batch":
        chosen = torch.from_numpy(rows)
        steering: Steering | None = None
        network: tuple[Tensor, ...] = ()
        if guidance is not None:
            given = guidance.steering
            steering = Steering(
                None if given.rule_activation is None else given.rule_activation[chosen],
                None if given.causal is None else given.causal[chosen],
            )
            network = tuple(marginal[chosen] for marginal in guidance.network.marginals)
        return _Batch(
            torch.from_numpy(codes[rows].astype(np.int64)),
            torch.from_numpy(values[rows]).float(),
            torch.from_numpy(cases.codes[rows].astype(np.int64)),
            values[rows],
            steering,
            network,
            cases.class_weight,
        )


def _rate(step: int, steps: int) -> float:
    """Return the learning rate's share: a linear warm-up, then half a cosine."""
    warm = max(1, steps // 20)
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1.0 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))
