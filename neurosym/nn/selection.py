"""What a token reads: a learned gate scores every token for every reader and keeps the best.

The gate compares reader and token in few coordinates, so it costs a fraction of the attention it
saves. Its score is added to the attention logits of all heads: what the gate prefers is also read
with more weight, and so the gate is trained by the task itself, without a loss of its own [1].
In training the tokens are drawn, without replacement and with probabilities that follow the
scores [2], so that a token once overlooked can still prove its worth.

References:
    [1] DeepSeek-AI (2025). DeepSeek-V3.2-Exp: sparse attention with a lightning indexer.
    [2] Kool, van Hoof, Welling (2019). Stochastic beams and where to find them: the Gumbel-top-k
        trick for sampling sequences without replacement. ICML.
"""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from neurosym.nn.config import ModelConfig
from neurosym.nn.parameters import linear


@dataclass(frozen=True, slots=True)
class Selection:
    """The tokens that each reader reads.

    Attributes:
        key: Positions of the tokens read; None when every token may be read.
        bias: What is added to the attention logits of all heads, for the tokens read (for all
            tokens where ``key`` is None); -inf where nothing is read.
    """

    key: Int[Tensor, "batch query slot"] | None
    bias: Float[Tensor, "batch query slot"]


class SelectionGate(nn.Module):
    """Scores tokens for readers and keeps the best of them.

    Args:
        config: Sizes.
        generator: Source of the first parameters.
    """

    def __init__(self, config: ModelConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.read_tokens = config.read_tokens
        self.scale = 1.0 / math.sqrt(config.gate_width)
        self.reader = linear(config.width, config.gate_width, generator)
        self.token = linear(config.width, config.gate_width, generator)

    def forward(
        self,
        readers: Float[Tensor, "batch query feature"],
        tokens: Float[Tensor, "batch key feature"],
    ) -> Float[Tensor, "batch query key"]:
        """The score of every token for every reader."""
        score: Tensor = self.scale * self.reader(readers) @ self.token(tokens).transpose(1, 2)
        return score

    def reads_all(self, tokens: int) -> bool:
        """Whether so few tokens are read whole, without choosing."""
        return tokens <= self.read_tokens

    def select(
        self,
        score: Float[Tensor, "batch query key"],
        present: Bool[Tensor, "batch key"],
        always: Bool[Tensor, "batch query key"],
        noise: torch.Generator | None = None,
    ) -> Selection:
        """Keep the always-read tokens and the best of the others.

        Args:
            score: Each token's score for each reader.
            present: False for tokens that are padding.
            always: Tokens that are read whatever their score.
            noise: In training, source of the noise that makes the choice a draw.

        Returns:
            The selection, always-read tokens first: each reader has ``read_tokens`` places beside
            them, whatever the other readers have.
        """
        score = score.masked_fill(~present.unsqueeze(1), -torch.inf)
        always = always & present.unsqueeze(1)
        quota = self.read_tokens + always.sum(-1, keepdim=True)
        slots = min(score.shape[-1], int(quota.max()))
        merit = score.detach()
        if noise is not None:
            uniform = torch.rand(score.shape, generator=noise, device=score.device)
            merit = merit - (-uniform.clamp(1e-9, 1 - 1e-7).log()).log()
        key = merit.masked_fill(always, torch.inf).topk(slots, dim=-1).indices
        place = torch.arange(slots, device=key.device)
        return Selection(key, score.gather(-1, key).masked_fill(place >= quota, -torch.inf))

    @staticmethod
    def everything(
        score: Float[Tensor, "batch query key"], present: Bool[Tensor, "batch key"]
    ) -> Selection:
        """The selection of every token that is present."""
        return Selection(None, score.masked_fill(~present.unsqueeze(1), -torch.inf))
