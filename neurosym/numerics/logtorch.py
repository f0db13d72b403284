"""Arithmetic on log-probabilities in torch, with finite gradients wherever the value is known.

The plain formulas have gradients that are not numbers at the ends: 0 times infinity, or infinity
less infinity. Here the inputs of a branch that is not taken are replaced before it is computed,
so that its gradient is 0 and not NaN.
"""

import torch
from jaxtyping import Float
from torch import Tensor

_LOG_HALF = -0.6931471805599453


def log1mexp(log_p: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Log-probability of the complement, log(1 - exp(log_p)), accurate at both ends [1].

    Args:
        log_p: Log-probabilities in nats, at most 0.

    Returns:
        Log-probabilities in nats; -inf where ``log_p`` is 0, with gradient 0 there.

    References:
        [1] Maechler 2012, Accurately computing log(1 - exp(-|a|)).
    """
    certain = log_p > -torch.finfo(log_p.dtype).tiny
    small = log_p < _LOG_HALF
    far = torch.log1p(-torch.exp(torch.where(small, log_p, -1.0)))
    near = torch.log(-torch.expm1(torch.where(small | certain, -0.5, log_p)))
    return torch.where(small, far, near).masked_fill(certain, -torch.inf)


def log(values: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Natural logarithm; -inf with gradient 0 where the value is 0."""
    positive = values > 0
    return torch.where(positive, torch.log(torch.where(positive, values, 1.0)), -torch.inf)


def logsumexp(log_values: Float[Tensor, "..."], dim: int) -> Float[Tensor, "..."]:
    """Log of the sum of exponentials along one dimension.

    Args:
        log_values: Summands in log-space; -inf is nothing.
        dim: Dimension to sum over.

    Returns:
        The sum in log-space; -inf with gradient 0 where every summand is -inf.
    """
    top = log_values.detach().amax(dim=dim, keepdim=True)
    shift = torch.where(torch.isfinite(top), top, 0.0)
    return log(torch.exp(log_values - shift).sum(dim=dim)) + shift.squeeze(dim)
