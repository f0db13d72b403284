"""One reasoning step: tokens read each other, are sent to experts, and questions are answered.

The beliefs that a step reaches on its mediators are written back as tokens; the next step reads
them beside the facts. So the model goes from evidence to query in the order of the causal graph.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from neurosym.nn.attention import SelectedAttention
from neurosym.nn.config import ModelConfig, ModelSchema, TokenRole
from neurosym.nn.experts import ExpertLayer, FeedForward
from neurosym.nn.parameters import drop
from neurosym.nn.record import StepRecord
from neurosym.nn.routing import Route, Router, imbalance
from neurosym.nn.selection import Selection, SelectionGate
from neurosym.nn.steering import AttentionPrior, RouterPrior, Steering


@dataclass(frozen=True, slots=True)
class Memory:
    """The tokens that a step works on.

    Attributes:
        x: Their embeddings.
        variable: The variable of each.
        role: The role of each place, the same for every case.
        present: False for tokens that a case lacks.
    """

    x: Float[Tensor, "batch token feature"]
    variable: Int[Tensor, "batch token"]
    role: Int[Tensor, " token"]
    present: Bool[Tensor, "batch token"]

    def join(self, other: "Memory") -> "Memory":
        """This memory's tokens followed by another's."""
        return Memory(
            torch.cat([self.x, other.x], 1),
            torch.cat([self.variable, other.variable], 1),
            torch.cat([self.role, other.role]),
            torch.cat([self.present, other.present], 1),
        )

    def part(self, start: int, stop: int) -> "Memory":
        """The tokens from one place to before another."""
        return Memory(
            self.x[:, start:stop],
            self.variable[:, start:stop],
            self.role[start:stop],
            self.present[:, start:stop],
        )


class ReasoningStep(nn.Module):
    """Selected attention and routed experts, each added to what a token already is.

    Args:
        config: Sizes and switches.
        schema: The variables.
        generator: Source of the first parameters.
    """

    def __init__(
        self, config: ModelConfig, schema: ModelSchema, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.dropout, self.dense, self.experts = config.dropout, config.dense, config.experts
        self.before_reading = nn.LayerNorm(config.width)
        self.before_experts = nn.LayerNorm(config.width)
        self.attention_prior = AttentionPrior(config, schema)
        self.attention = SelectedAttention(config, generator)
        if config.dense:
            hidden = config.experts * config.expert_width + config.shared_width
            self.shared: FeedForward | None = FeedForward(config.width, hidden, generator)
            return
        self.gate = SelectionGate(config, generator)
        self.router_prior = RouterPrior(config, schema)
        self.router = Router(config, generator)
        self.routed = ExpertLayer(config, generator)
        self.shared = (
            FeedForward(config.width, config.shared_width, generator)
            if config.shared_width
            else None
        )

    def forward(
        self,
        memory: Memory,
        reading: slice,
        steering: Steering | None,
        noise: torch.Generator | None,
    ) -> tuple[Float[Tensor, "batch query feature"], StepRecord, Float[Tensor, ""]]:
        """Let tokens read the memory and meet their experts.

        Args:
            memory: All tokens.
            reading: The places of those that read.
            steering: The cases' steering inputs.
            noise: Source of dropout in training; None for none.

        Returns:
            The readers' new embeddings, what they did, and how uneven the experts' load was.
        """
        tokens = self.before_reading(memory.x)
        selection = self._select(memory, tokens, reading, steering, noise)
        read, weight = self.attention(tokens[:, reading], tokens, selection)
        x = memory.x[:, reading] + drop(read, self.dropout, noise)
        present = memory.present[:, reading]
        said, route = self._ask_experts(self.before_experts(x), present, steering)
        x = x + drop(said, self.dropout, noise)
        record = StepRecord(
            asked=(),
            variable=memory.variable,
            role=memory.role,
            present=memory.present,
            reader=torch.arange(memory.x.shape[1], device=x.device)[reading],
            key=selection.key,
            weight=weight,
            expert=None if route is None else _spread(route.expert, present, -1),
            gate=None if route is None else _spread(route.gate.detach(), present, 0),
        )
        uneven = x.new_ones(()) if route is None else imbalance(route, self.experts)
        return x, record, uneven

    def _select(
        self,
        memory: Memory,
        tokens: Float[Tensor, "batch key feature"],
        reading: slice,
        steering: Steering | None,
        noise: torch.Generator | None,
    ) -> Selection:
        """Choose what each reader reads: everything in the dense twin."""
        readers = tokens[:, reading]
        reader = memory.variable[:, reading]
        score = (
            tokens.new_zeros(len(tokens), readers.shape[1], tokens.shape[1])
            if self.dense
            else self.gate(readers, tokens)
        )
        prior = self.attention_prior(reader, memory.variable, steering)
        if prior is not None:
            score = score + prior
        if self.dense or self.gate.reads_all(tokens.shape[1]):
            return SelectionGate.everything(score, memory.present)
        always = (memory.role == TokenRole.ASKED).expand_as(score)
        parents = self.attention_prior.parents(reader, memory.variable)
        always = always if parents is None else always | parents
        return self.gate.select(score, memory.present, always, noise)

    def _ask_experts(
        self,
        x: Float[Tensor, "batch query feature"],
        present: Bool[Tensor, "batch query"],
        steering: Steering | None,
    ) -> tuple[Float[Tensor, "batch query feature"], Route | None]:
        """Send the tokens that are present to the shared and to their chosen experts."""
        whole = bool(present.all())  # nothing to leave out: no need to copy rows about
        rows = x.flatten(0, 1) if whole else x[present]
        said = torch.zeros_like(rows) if self.shared is None else self.shared(rows)
        route = None
        if not self.dense:
            prior = self.router_prior(steering)
            if prior is not None:
                prior = prior.unsqueeze(1).expand(-1, x.shape[1], -1)
                prior = prior.flatten(0, 1) if whole else prior[present]
            route = self.router(rows, prior)
            said = said + self.routed(rows, route)
        return _spread(said, present, 0), route


def _spread(rows: Tensor, present: Bool[Tensor, "batch query"], fill: int) -> Tensor:
    """Put the rows of present tokens back in their places."""
    if len(rows) == present.numel():
        return rows.view(*present.shape, -1)
    out = rows.new_full((*present.shape, rows.shape[-1]), fill)
    out[present] = rows
    return out
