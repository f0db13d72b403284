"""Beliefs from questions: how well the answered question fits each state of its variable."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional

from neurosym.nn.config import ModelConfig, ModelSchema
from neurosym.nn.parameters import linear, table


class BeliefHead(nn.Module):
    """Log-beliefs over the states of any variable.

    A state's logit is its bias, plus the fit of the question's embedding to the state's, plus
    (by switch) the evidence that each fact adds by itself, whatever the others say: the part of
    the answer that a linear model could give, learned from few cases.

    Args:
        config: Sizes and switches.
        schema: The variables.
        generator: Source of the first parameters.
    """

    state_row: Tensor
    state_unknown: Tensor

    def __init__(
        self, config: ModelConfig, schema: ModelSchema, generator: torch.Generator
    ) -> None:
        super().__init__()
        cards = torch.tensor(schema.cards)
        first = torch.cumsum(cards, 0) - cards
        column = torch.arange(schema.widest)
        known = column < cards[:, None]
        self.register_buffer(
            "state_row", torch.where(known, first[:, None] + column, 0), persistent=False
        )
        self.register_buffer("state_unknown", ~known, persistent=False)
        self.norm = nn.LayerNorm(config.width)
        self.fit = table(int(cards.sum()), config.width, generator)
        self.bias = nn.Parameter(torch.zeros(int(cards.sum())))
        self.add = linear(config.width, config.width, generator) if config.additive else None
        self.support = (
            nn.Parameter(torch.zeros(int(cards.sum()), config.width)) if config.additive else None
        )

    def evidence(
        self, facts: Float[Tensor, "batch token feature"], present: Bool[Tensor, "batch token"]
    ) -> Float[Tensor, "batch feature"] | None:
        """The sum of what each fact says by itself; None where that is switched off."""
        if self.add is None:
            return None
        total = (facts * present.unsqueeze(-1)).sum(1)
        summed: Tensor = self.add(total)
        return summed

    def forward(
        self,
        x: Float[Tensor, "batch query feature"],
        variables: tuple[int, ...],
        evidence: Float[Tensor, "batch feature"] | None,
    ) -> Float[Tensor, "batch query state"]:
        """Log-beliefs over the states of the questions' variables.

        Args:
            x: The questions' embeddings after a step.
            variables: The variable of each question.
            evidence: What the facts say by themselves.

        Returns:
            Log-probabilities, padded with -inf to the widest variable.
        """
        asked = torch.tensor(variables, device=x.device)
        rows, states = self.state_row[asked], self.state_row.shape[1]
        fit = functional.embedding(rows, self.fit)
        logit = torch.einsum("bqf,qsf->bqs", self.norm(x), fit) + self.bias[rows]
        if evidence is not None and self.support is not None:
            support = functional.embedding(rows.flatten(), self.support)
            logit = logit + (evidence @ support.T).view(len(x), -1, states)
        log_belief: Tensor = logit.masked_fill(self.state_unknown[asked], -torch.inf).log_softmax(
            -1
        )
        return log_belief
