"""The experts: small two-layer networks, each fed only with the tokens sent to it.

All experts of a layer are stored as two plain matrices, the rows of one after those of the other.
Two paths evaluate them, with the same result:

- *batched*: every token goes through all experts as through one wide layer, and hidden units of
  experts that were not chosen are set to 0. Two ordinary linear layers: quick for few tokens, and
  what export, quantisation and pruning understand.
- *grouped*: tokens are sorted by expert and each expert multiplies its own run of them, in one
  grouped matrix product [1]; multiply-adds grow with chosen experts only.

References:
    [1] Gale, Narayanan, Young, Zaharia (2023). MegaBlocks: efficient sparse training with
        mixture-of-experts. MLSys.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from neurosym.nn.config import ExpertPath, ModelConfig
from neurosym.nn.parameters import linear
from neurosym.nn.routing import Route

_FEW_TOKENS = 96  # up to here the batched path is faster; measured on two cores, 8 experts of 64


class ExpertLayer(nn.Module):
    """The routed experts of a layer.

    Args:
        config: Sizes and the path.
        generator: Source of the first parameters.
    """

    def __init__(self, config: ModelConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.experts, self.hidden = config.experts, config.expert_width
        self.path = config.expert_path
        hidden = config.experts * config.expert_width
        self.up = linear(config.width, hidden, generator)
        scale = config.experts**0.5  # each token meets one expert's units, not all of them
        self.down = linear(hidden, config.width, generator, scale=scale)

    def forward(
        self, x: Float[Tensor, "token feature"], route: Route
    ) -> Float[Tensor, "token feature"]:
        """What the chosen experts say of each token, weighed by the gates."""
        path = self.path if self.path is not ExpertPath.AUTO else self._quicker(x)
        return self._grouped(x, route) if path is ExpertPath.GROUPED else self._batched(x, route)

    def _quicker(self, x: Float[Tensor, "token feature"]) -> ExpertPath:
        """The faster path for this many tokens, where both can be had."""
        able = hasattr(functional, "grouped_mm") and x.dtype is torch.float32
        return ExpertPath.GROUPED if able and len(x) > _FEW_TOKENS else ExpertPath.BATCHED

    def _batched(
        self, x: Float[Tensor, "token feature"], route: Route
    ) -> Float[Tensor, "token feature"]:
        """All experts for all tokens, unchosen ones weighed with 0."""
        gate = torch.zeros_like(route.affinity).scatter(1, route.expert, route.gate)
        hidden = functional.silu(self.up(x)).view(-1, self.experts, self.hidden)
        said: Tensor = self.down((hidden * gate.unsqueeze(-1)).flatten(-2))
        return said

    def _grouped(
        self, x: Float[Tensor, "token feature"], route: Route
    ) -> Float[Tensor, "token feature"]:
        """Tokens sorted by expert, one grouped product for each layer."""
        choice = route.expert.flatten()
        order = choice.argsort(stable=True)
        ends = torch.bincount(choice, minlength=self.experts).cumsum(0).to(torch.int32)
        token = order // route.expert.shape[1]
        up = self.up.weight.view(self.experts, self.hidden, -1).transpose(1, 2)
        down = self.down.weight.view(-1, self.experts, self.hidden).permute(1, 2, 0)
        hidden = functional.silu(functional.grouped_mm(x[token], up, offs=ends))
        hidden = hidden * route.gate.flatten()[order].unsqueeze(-1)
        said = functional.grouped_mm(hidden, down, offs=ends)
        return torch.zeros_like(x).index_add(0, token, said)


class FeedForward(nn.Module):
    """A plain two-layer network that every token goes through.

    Args:
        width: Coordinates of a token's embedding.
        hidden: Hidden units.
        generator: Source of the first parameters.
    """

    def __init__(self, width: int, hidden: int, generator: torch.Generator) -> None:
        super().__init__()
        self.up = linear(width, hidden, generator)
        self.down = linear(hidden, width, generator)

    def forward(self, x: Float[Tensor, "token feature"]) -> Float[Tensor, "token feature"]:
        """What the network says of each token."""
        said: Tensor = self.down(functional.silu(self.up(x)))
        return said
