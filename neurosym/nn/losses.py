"""What the model is trained on; every loss is a mean over the cases that have something to say."""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def task_loss(
    log_belief: Float[Tensor, "batch state"],
    label: Int[Tensor, " batch"],
    class_weight: Float[Tensor, " state"] | None = None,
) -> Float[Tensor, ""]:
    """Cross-entropy of a predicted variable against its recorded truth.

    Args:
        log_belief: Log-probabilities of the states.
        label: The recorded state, -1 where none was recorded.
        class_weight: Weight of each true state; None for one each.

    Returns:
        The weighted mean in nats; 0 when nothing is labelled.
    """
    known = label >= 0
    state = label.clamp(min=0).long()
    loss = -log_belief.gather(1, state.unsqueeze(1)).squeeze(1)
    weight = known.to(loss.dtype)
    if class_weight is not None:
        weight = weight * class_weight.to(loss.dtype)[state]
    return (weight * loss).sum() / weight.sum().clamp(min=1e-9)


def mediator_loss(
    log_belief: Float[Tensor, "batch variable state"], label: Int[Tensor, "batch variable"]
) -> Float[Tensor, ""]:
    """Cross-entropy of mediators against their recorded states.

    A mediator that was given to the model as a fact costs nothing, whatever its label.

    Args:
        log_belief: Log-probabilities, as ``ModelOutput.mediator_log_belief``.
        label: The recorded states in the same order, -1 where none was recorded.

    Returns:
        The mean over the mediators that were hidden and recorded, in nats; 0 when there is none.
    """
    given = log_belief.detach().isfinite().sum(-1) == 1  # a given fact leaves one state possible
    counts = (label >= 0) & ~given
    state = label.clamp(min=0).long().unsqueeze(-1)
    loss = -log_belief.gather(-1, state).squeeze(-1)
    return torch.where(counts, loss, 0.0).sum() / counts.sum().clamp(min=1)


def causal_divergence(
    log_belief: Float[Tensor, "batch state"], causal: Float[Tensor, "batch state"]
) -> Float[Tensor, ""]:
    """Divergence KL(p || b) of the belief b from the causal posterior p.

    Args:
        log_belief: Log-probabilities of the states.
        causal: The network's posterior of the same variable; a row of zeros (evidence that the
            network thinks impossible) says nothing.

    Returns:
        The mean over the cases whose posterior says something, in nats.
    """
    says = causal.sum(-1) > 0.0
    cross = -(causal * log_belief).sum(-1)
    gap = cross - torch.special.entr(causal).sum(-1)
    total: Tensor = gap.sum()  # a silent row adds 0
    return total / says.sum().clamp(min=1)
