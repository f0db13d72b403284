"""Attention over selected tokens, equal to dense attention when everything is selected.

Every reader may also read a learned sink, a token that says "nothing": a reader with nothing to
read gets the sink's value, finite and with finite gradients, and a reader need not read what is
of no use to it [1].

References:
    [1] Xiao, Tian, Chen, Han, Lewis (2024). Efficient streaming language models with attention
        sinks. ICLR.
"""

import math

import torch
from einops import rearrange
from jaxtyping import Float, Int
from torch import Tensor, nn

from neurosym.nn.config import ModelConfig
from neurosym.nn.parameters import linear
from neurosym.nn.selection import Selection


class SelectedAttention(nn.Module):
    """Several heads of attention over the tokens that a selection names.

    Args:
        config: Sizes.
        generator: Source of the first parameters.
    """

    def __init__(self, config: ModelConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.heads = config.heads
        self.scale = 1.0 / math.sqrt(config.width // config.heads)
        self.query = linear(config.width, config.width, generator)
        self.key_value = linear(config.width, 2 * config.width, generator)
        self.out = linear(config.width, config.width, generator)
        self.sink = nn.Parameter(torch.zeros(config.heads))

    def forward(
        self,
        readers: Float[Tensor, "batch query feature"],
        tokens: Float[Tensor, "batch key feature"],
        selection: Selection,
    ) -> tuple[Float[Tensor, "batch query feature"], Float[Tensor, "batch query slot"]]:
        """Read the selected tokens.

        Args:
            readers: Embeddings of the tokens that read.
            tokens: Embeddings of the tokens that can be read.
            selection: Which of them each reader reads, with the bias on the logits.

        Returns:
            What was read, and the weight of each token read, averaged over heads.
        """
        query = rearrange(self.query(readers) * self.scale, "b q (h f) -> b h q f", h=self.heads)
        key, value = rearrange(
            self.key_value(tokens), "b k (two h f) -> two b h k f", two=2, h=self.heads
        ).unbind(0)
        if selection.key is None:
            weight = self._weigh(query @ key.transpose(-1, -2), selection)
            read = weight @ value
        else:
            logit = torch.einsum("bhqf,bhqsf->bhqs", query, _gather(key, selection.key))
            weight = self._weigh(logit, selection)
            read = torch.einsum("bhqs,bhqsf->bhqf", weight, _gather(value, selection.key))
        return self.out(rearrange(read, "b h q f -> b q (h f)")), weight.detach().mean(1)

    def _weigh(
        self, logit: Float[Tensor, "batch head query slot"], selection: Selection
    ) -> Float[Tensor, "batch head query slot"]:
        """Attention weights; with the sink's they sum to one."""
        logit = logit + selection.bias.unsqueeze(1)
        sink = self.sink.view(1, -1, 1, 1).expand(*logit.shape[:-1], 1)
        return torch.cat([logit, sink], -1).softmax(-1)[..., :-1]


def _gather(
    x: Float[Tensor, "batch head key feature"], key: Int[Tensor, "batch query slot"]
) -> Float[Tensor, "batch head query slot feature"]:
    """Rows of ``x`` at the selected positions."""
    batch, heads, _, features = x.shape
    rows = rearrange(key, "b q s -> b 1 (q s) 1").expand(batch, heads, -1, features)
    return x.gather(2, rows).view(batch, heads, *key.shape[1:], features)
