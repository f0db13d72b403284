"""Parameters drawn from a given generator; the global random state is neither read nor moved."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn


def linear(
    inputs: int, outputs: int, generator: torch.Generator, *, bias: bool = False, scale: float = 1.0
) -> nn.Linear:
    """A linear layer with weights of variance ``scale**2 / inputs`` and bias 0.

    Args:
        inputs: Coordinates read.
        outputs: Coordinates written.
        generator: Source of the weights.
        bias: Whether the layer adds a learned constant.
        scale: Factor on the weights; 0 makes the layer start silent.

    Returns:
        The layer.
    """
    # nn.Linear draws from the global state, which is put back; a layer made on the meta device
    # would not draw, but pulls in torch's symbolic shapes and half a second of imports.
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        layer = nn.Linear(inputs, outputs, bias=bias)
        layer.weight.normal_(0.0, 1.0, generator=generator).mul_(scale / math.sqrt(max(1, inputs)))
        if bias:
            layer.bias.zero_()
    return layer


def table(rows: int, width: int, generator: torch.Generator, *, scale: float = 1.0) -> nn.Parameter:
    """A table of embeddings whose rows have length about ``scale``.

    Args:
        rows: Number of embeddings.
        width: Coordinates of each.
        generator: Source of the entries.
        scale: Expected length of a row.

    Returns:
        The table, rows first.
    """
    drawn = torch.empty(rows, width).normal_(0.0, 1.0, generator=generator)
    return nn.Parameter(drawn * (scale / math.sqrt(width)))


def drop(
    x: Float[Tensor, "*shape"], share: float, noise: torch.Generator | None
) -> Float[Tensor, "*shape"]:
    """Inverted dropout driven by a generator; without one, ``x`` itself.

    Args:
        x: Any activations.
        share: Share of entries set to 0; the others are scaled up to keep the mean.
        noise: Source of the choice, or None for none.

    Returns:
        The thinned activations.
    """
    if noise is None or share == 0.0:
        return x
    kept = torch.rand(x.shape, generator=noise, device=x.device) >= share
    return x * kept / (1.0 - share)


def decay_groups(
    module: nn.Module, weight_decay: float
) -> list[dict[str, list[nn.Parameter] | float]]:
    """Parameter groups for an optimiser: matrices and tables decay, biases and norms do not.

    Few cases ask for a strong decay, and a strong decay would silence the norms.

    Args:
        module: What is trained.
        weight_decay: Decay of the matrices.

    Returns:
        Two groups, as optimisers of torch take them.
    """
    decayed = [parameter for parameter in module.parameters() if parameter.ndim > 1]
    others = [parameter for parameter in module.parameters() if parameter.ndim <= 1]
    return [
        {"params": decayed, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
