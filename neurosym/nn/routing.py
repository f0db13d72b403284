"""Which experts a token is sent to: first groups, then experts inside them.

An expert's affinity is the sigmoid of its own and its group's score. The groups with the best
scores are kept, then the best experts in them; their affinities, scaled to sum to one, weigh what
they say. Load is balanced without a loss: a bias, used for choosing only and never for weighing,
rises for experts that got too little and falls for those that got too much [1].

References:
    [1] Wang, Gao, Zhao, Sun, Dai (2024). Auxiliary-loss-free load balancing strategy for
        mixture-of-experts. arXiv:2408.15664.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from neurosym.nn.config import ModelConfig
from neurosym.nn.parameters import linear


@dataclass(frozen=True, slots=True)
class Route:
    """Where tokens are sent.

    Attributes:
        expert: The experts chosen for each token.
        gate: The weight of each; positive, summing to one.
        affinity: Every expert's affinity to each token, before choosing.
    """

    expert: Int[Tensor, "token slot"]
    gate: Float[Tensor, "token slot"]
    affinity: Float[Tensor, "token expert"]


class Router(nn.Module):
    """Chooses groups, then experts.

    Args:
        config: Sizes.
        generator: Source of the first parameters.
    """

    group_bias: Tensor
    expert_bias: Tensor

    def __init__(self, config: ModelConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.groups, self.experts = config.groups, config.experts
        self.groups_per_token = config.groups_per_token
        self.experts_per_token = config.experts_per_token
        self.rate = config.balance_rate
        self.score = linear(config.width, config.groups + config.experts, generator)
        self.register_buffer("group_bias", torch.zeros(config.groups))
        self.register_buffer("expert_bias", torch.zeros(config.experts))

    def forward(
        self,
        x: Float[Tensor, "token feature"],
        prior: Float[Tensor, "token expert"] | None = None,
    ) -> Route:
        """Choose experts for tokens.

        Args:
            x: Embeddings of the tokens.
            prior: Steering's bias on the experts' scores.

        Returns:
            The route.
        """
        of_group, of_expert = self.score(x).split([self.groups, self.experts], -1)
        if prior is not None:
            of_expert = of_expert + prior
        size = self.experts // self.groups
        joint = of_expert.unflatten(-1, (self.groups, size)) + of_group.unsqueeze(-1)
        affinity = joint.flatten(-2).sigmoid()
        with torch.no_grad():
            open_group = self._open_groups(of_group, joint)
            merit = affinity + self.expert_bias
            merit = merit.masked_fill(~open_group.repeat_interleave(size, -1), -torch.inf)
            expert = merit.topk(self.experts_per_token, -1).indices
        gate = affinity.gather(-1, expert)
        return Route(expert, gate / gate.sum(-1, keepdim=True).clamp(min=1e-9), affinity)

    def _open_groups(
        self, of_group: Float[Tensor, "token group"], joint: Float[Tensor, "token group slot"]
    ) -> Tensor:
        """Which groups a token may choose experts from, as a mask over groups."""
        merit = joint.amax(-1).sigmoid() + self.group_bias
        best = merit.topk(self.groups_per_token, -1).indices
        return torch.zeros_like(of_group, dtype=torch.bool).scatter_(-1, best, True)

    @torch.no_grad()
    def balance(self, expert: Int[Tensor, " token"]) -> None:
        """Move the choosing bias against the load that was seen.

        Args:
            expert: All choices made by the tokens of a batch.
        """
        if self.rate == 0.0 or not expert.numel():
            return
        load = torch.bincount(expert, minlength=self.experts).to(self.expert_bias.dtype)
        self.expert_bias += self.rate * (load.mean() - load).sign()
        load = load.view(self.groups, -1).sum(-1)
        self.group_bias += self.rate * (load.mean() - load).sign()


def imbalance(route: Route, experts: int) -> Float[Tensor, ""]:
    """How uneven the load is: 1 when even, the number of experts when one gets all.

    Differentiable through the affinities (the usual auxiliary loss of mixtures of experts); shown
    as a measure, and part of the training loss only if its weight is set above 0.

    Args:
        route: Where tokens were sent.
        experts: Number of experts.

    Returns:
        The measure.
    """
    if not route.expert.numel():
        return route.affinity.sum() + 1.0
    load = torch.bincount(route.expert.flatten(), minlength=experts).to(route.affinity.dtype)
    share = (route.affinity / route.affinity.sum(-1, keepdim=True)).mean(0)
    return experts * (load / load.sum() * share).sum()
